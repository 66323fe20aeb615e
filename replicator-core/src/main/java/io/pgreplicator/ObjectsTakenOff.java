package io.pgreplicator;

import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.copy.Restoration;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Retry;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.OpenObject;
import io.pgreplicator.telemetry.ReplicationListener;
import java.util.Collection;
import java.util.List;

/**
 * When the objects that were taken off the target come back. Where sessions may set {@code session_replication_role}, foreign
 * keys come back with the first round that leaves no row refused. Elsewhere they would act on what the rounds write, and so
 * would triggers: they come back when a run ends at its goal, and are taken off again before the next run's first round. What
 * cannot be put back is tried again from time to time. Confined to one thread.
 */
final class ObjectsTakenOff {
    /** Following goes on for at least so many times as long as the last try took. */
    private static final int SHARE = 20;

    private final Restoration restoration;
    private final ReplicatorConfig config;
    private final boolean replicaRole;
    private boolean tried;
    private List<OpenObject> open = List.of();
    private long nextNanos = System.nanoTime();

    ObjectsTakenOff(
            Database target, ReplicatorConfig config, boolean replicaRole, Retry retry, ReplicationListener listener) {
        this.restoration = new Restoration(target, config.copy(), retry, listener);
        this.config = config;
        this.replicaRole = replicaRole;
    }

    /** Before the first round of a run. */
    void beforeRounds(Collection<QualifiedName> tables) {
        if (!replicaRole) {
            restoration.takeOffWhatActs(tables);
        }
    }

    /** After a round; it left no row refused if the target {@code equals} its snapshot. */
    void afterRound(boolean equals) {
        long begin = System.nanoTime();
        boolean due = begin - nextNanos >= 0 && (!tried || !open.isEmpty());
        if (!due && (tried || !equals)) {
            return;
        }
        restoration.indexes();
        if (replicaRole && equals) {
            config.pausePoint().reached("foreign-keys.before-restore");
            restoration.foreignKeys();
        }
        open = restoration.open().stream()
                .filter(object -> !Restoration.isWaiting(object))
                .toList();
        tried |= equals;
        long now = System.nanoTime();
        nextNanos = now + Math.max(config.rounds().refusedRetry().toNanos(), SHARE * (now - begin));
    }

    /** At the goal of a run, after its last round, which left no row refused. */
    void afterRounds() {
        if (!replicaRole) {
            config.pausePoint().reached("foreign-keys.before-restore");
        }
        restoration.everything();
        open = restoration.open();
    }

    /** Whether what may come back while rounds go on was tried. */
    boolean tried() {
        return tried;
    }

    /** What is not back of all that was tried. */
    List<OpenObject> open() {
        return open;
    }
}
