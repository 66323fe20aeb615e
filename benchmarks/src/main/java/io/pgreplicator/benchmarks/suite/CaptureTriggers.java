package io.pgreplicator.benchmarks.suite;

import io.pgreplicator.benchmarks.server.HarnessException;
import io.pgreplicator.benchmarks.server.Login;
import io.pgreplicator.benchmarks.server.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the replicator's triggers off the source's tables and puts the very same ones on again, so that both states can
 * be measured in alternation. Disabling them is not enough: PostgreSQL then still fills their transition tables.
 * Confined to one thread.
 */
final class CaptureTriggers {
    private final Login source;
    private final List<String> removals = new ArrayList<>();
    private final List<String> creations = new ArrayList<>();
    private boolean present = true;

    /** All that stand on the source now. Throws {@link HarnessException} when there are none. */
    static CaptureTriggers all(Login source) throws SQLException {
        return new CaptureTriggers(source, "%");
    }

    /** Those that ask the gate before each statement. Throws {@link HarnessException} when there are none. */
    static CaptureTriggers ofGate(Login source) throws SQLException {
        return new CaptureTriggers(source, "replicator_gate");
    }

    private CaptureTriggers(Login source, String pattern) throws SQLException {
        this.source = source;
        try (var session = Session.open(source);
                var statement = session.connection().createStatement();
                var rows = statement.executeQuery("""
                        SELECT format('DROP TRIGGER %%I ON %%s', t.tgname, t.tgrelid::regclass),
                               pg_get_triggerdef(t.oid),
                               CASE t.tgenabled WHEN 'A' THEN format('ALTER TABLE %%s ENABLE ALWAYS TRIGGER %%I', t.tgrelid::regclass, t.tgname) ELSE '' END
                        FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_namespace n ON n.oid = p.pronamespace
                        WHERE n.nspname = 'replicator_capture' AND NOT t.tgisinternal AND t.tgname LIKE '%s'
                        ORDER BY t.oid
                        """.formatted(pattern))) {
            while (rows.next()) {
                removals.add(rows.getString(1));
                creations.add(rows.getString(2));
                creations.add(rows.getString(3));
            }
        }
        if (removals.isEmpty()) {
            throw new HarnessException("the source has no trigger of the replicator's; is capture installed?");
        }
    }

    /** Sets the state; nothing happens when it is so already. */
    void set(boolean wanted) throws SQLException {
        if (present == wanted) {
            return;
        }
        try (var session = Session.open(source)) {
            for (String statement : wanted ? creations : removals) {
                if (!statement.isEmpty()) {
                    session.execute(statement);
                }
            }
        }
        present = wanted;
    }
}
