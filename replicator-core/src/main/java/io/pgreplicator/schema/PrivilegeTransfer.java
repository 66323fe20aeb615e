package io.pgreplicator.schema;

import io.pgreplicator.config.TableFilter;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives the objects that were created on the target the privileges that they have on the source. What others had there is left as it
 * is. Confined to one thread.
 */
final class PrivilegeTransfer {
    private final Database source;
    private final Database target;
    private final TableFilter filter;
    private final Set<String> before;
    private final Work work;
    private final Map<String, String> refusals = new HashMap<>();

    /** {@code before}: the target's objects that were not created, as {@link #objects} reads them. */
    PrivilegeTransfer(Database source, Database target, TableFilter filter, Set<String> before, Work work) {
        this.source = source;
        this.target = target;
        this.filter = filter;
        this.before = Set.copyOf(before);
        this.work = work;
    }

    /** All objects of a side, by {@link Privileges.Access#key}. */
    static Set<String> objects(Session session) {
        return Set.copyOf(Privileges.read(session, TableFilter.all()).objects().keySet());
    }

    /**
     * Carries them, each object by itself; failures that pass are retried. Returns the server's reason for each that it did not take,
     * by {@link PrivilegeDifference#key}.
     */
    Map<String, String> run() {
        try {
            work.run("granting privileges", this::attempt);
        } catch (DatabaseException e) {
            // the schema is there: what it lacks is reported
            if (!e.isTransient()) {
                throw e;
            }
        }
        return Map.copyOf(refusals);
    }

    private void attempt() {
        refusals.clear();
        try (Session from = source.open(Role.CONTROL);
                Session to = target.open(Role.CONTROL)) {
            DatabaseException passing = null;
            for (PrivilegeDifference one :
                    PrivilegeDifference.between(Privileges.read(from, filter), Privileges.read(to, filter))) {
                DatabaseException failure = carry(one, to.doing("granting privileges"));
                if (failure != null && SqlStates.isConnectionLoss(failure.sqlState())) {
                    throw failure;
                }
                passing = failure != null && failure.isTransient() ? failure : passing;
            }
            if (passing != null) {
                throw passing;
            }
        }
    }

    /** Returns why it failed, null if it has not. */
    private @Nullable DatabaseException carry(PrivilegeDifference one, Session to) {
        List<String> statements = statements(one);
        try {
            if (!statements.isEmpty()) {
                to.runInTransaction(() -> statements.forEach(to::execute));
            }
            return null;
        } catch (DatabaseException e) {
            refusals.put(one.key(), e.reason());
            return e;
        }
    }

    /** Nobody loses anything on an object that was there before; the schema public always was. */
    private List<String> statements(PrivilegeDifference one) {
        if (!before.contains(one.object().key())) {
            return one.statements();
        }
        return one.isOfSchemaPublic() ? one.grants() : List.of();
    }
}
