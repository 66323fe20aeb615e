package io.pgreplicator.schema;

import io.pgreplicator.config.TableFilter;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import java.util.Map;
import java.util.Set;

/**
 * Gives a database that held nothing before the settings and default privileges of the source's: they act on everything in it. Stateless,
 * thread-safe.
 */
final class SettingTransfer {
    private static final Set<String> CARRIED = Set.of(Definition.SETTING, Definition.DEFAULT_PRIVILEGES);

    private SettingTransfer() {}

    /** Carries what the target lacks and its role may set, each by itself; what it may not is a difference. */
    static void run(Database source, Database target, TableFilter filter, Work work) {
        work.run("carrying settings", () -> {
            try (Session from = source.open(Role.CONTROL);
                    Session to = target.open(Role.CONTROL)) {
                var place = Definition.Place.of(to);
                var keywords = Keywords.differing(from, to);
                Map<String, Definition> there = Definition.read(to, from, place, keywords, filter);
                for (Definition one :
                        Definition.read(from, to, place, keywords, filter).values()) {
                    if (CARRIED.contains(one.kind()) && !one.creation().isEmpty() && !there.containsKey(one.key())) {
                        carry(one, to.doing("carrying settings"));
                    }
                }
            }
        });
    }

    private static void carry(Definition one, Session to) {
        try {
            to.runInTransaction(() -> to.execute(one.creation()));
        } catch (DatabaseException e) {
            if (e.isTransient()) {
                throw e;
            }
        }
    }
}
