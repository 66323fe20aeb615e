package io.pgreplicator.copy;

import io.pgreplicator.capture.TablePair;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.control.Migration;
import io.pgreplicator.error.Cures;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.preflight.TargetWatch;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.ReplicationEvent.Retrying;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets a chunk be recorded only if nothing has acted on its rows and the target's columns hold the source's values as they are. It looks while
 * the chunk's transaction, which has locked the target's table, is open: what it sees stays until that commits. Thread-safe.
 */
final class CopyGuard {
    /** The number of chunks of a table that may be copied in vain, one after the other. */
    static final int MOST_IN_VAIN = 200;

    private final Database source;
    private final Database target;
    private final boolean replicaRole;
    /** The digests of the target's tables that were found harmless, by oid. */
    private final Map<Long, String> judged = new ConcurrentHashMap<>();
    /** The number of chunks of the target's tables, by oid, that were copied in vain since the last one that was not. */
    private final Map<Long, Integer> inVain = new ConcurrentHashMap<>();

    CopyGuard(Ends ends, boolean replicaRole) {
        this.source = ends.source();
        this.target = ends.target();
        this.replicaRole = replicaRole;
    }

    /**
     * Throws when rows would not arrive as they are sent. What acts on rows has acted on none that was recorded; with a column that was
     * changed, those that are there may have been altered.
     */
    void judge(Collection<TablePair> tables) {
        List<Table> sources = tables.stream().map(TablePair::source).toList();
        List<Table> targets = tables.stream().map(TablePair::target).toList();
        try (Session to = target.open(Role.CONTROL);
                Session from = source.open(Role.CONTROL)) {
            Map<Long, String> states = TargetWatch.states(to, targets, replicaRole);
            TargetWatch.acting(to, targets, replicaRole).ifPresent(finding -> {
                throw acting(finding);
            });
            Migration.assertUnaltered(
                    to,
                    () -> TargetWatch.altering(from, to, sources, targets).ifPresent(failure -> {
                        throw failure;
                    }));
            judged.putAll(states);
        }
    }

    /** As {@link #judge}, unless somebody locks one of the tables: then each is judged before its first chunk. */
    void judgeUnlocked(Collection<TablePair> tables) {
        try {
            judge(tables);
        } catch (DatabaseException e) {
            if (!SqlStates.isLocked(e.sqlState())) {
                throw e;
            }
        }
    }

    /** Judges a table that was not yet. */
    void judgeFirst(TablePair table) {
        if (!judged.containsKey(table.target().oid())) {
            judge(List.of(table));
        }
    }

    /** Whether the target's table, which the caller's transaction has written to, is still as it was judged. */
    boolean isJudged(TablePair table) {
        // in a session like that of the judgement: the names of types depend on the search_path
        try (Session to = target.open(Role.CONTROL)) {
            String state = TargetWatch.states(to, List.of(table.target()), replicaRole)
                    .get(table.target().oid());
            boolean counts =
                    state != null && state.equals(judged.get(table.target().oid()));
            if (counts) {
                inVain.remove(table.target().oid());
            }
            return counts;
        }
    }

    /** Judges a table that has changed while a chunk was copied; returns that this chunk comes again. Throws also when that has no end. */
    Retrying judgeAgain(TablePair table) {
        judge(List.of(table));
        int times = inVain.merge(table.target().oid(), 1, Integer::sum);
        if (times >= MOST_IN_VAIN) {
            throw new ReplicatorException(
                    ErrorCode.TARGET_FAILED,
                    "The table " + table.target().name() + " changed on the target during each of " + times
                            + " chunks of its copy. None of them was kept.",
                    "Stop what changes its definition on the target, then run the command again: the copy goes on.");
        }
        return new Retrying(
                "copying " + table.source().name(),
                "its definition changed on the target during the chunk, which is copied once more",
                times,
                Duration.ZERO);
    }

    private static ReplicatorException acting(Finding finding) {
        return new ReplicatorException(
                ErrorCode.TARGET_FAILED,
                "The " + finding.subject() + " changed while it was copied: " + finding.message()
                        + ". No row that it may have acted on was kept.",
                Cures.then(finding.cure(), "run the command again: the copy goes on."));
    }
}
