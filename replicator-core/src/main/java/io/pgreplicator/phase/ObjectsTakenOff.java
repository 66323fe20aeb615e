package io.pgreplicator.phase;

import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.deferred.OpenObjects;
import io.pgreplicator.deferred.Restoration;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.TargetWriter;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.OpenObject;
import java.util.Collection;
import java.util.List;

/**
 * Decides when the objects that were dropped or disabled on the target are restored. Where sessions may set {@code
 * session_replication_role}, foreign keys are restored with the first round that leaves no row refused. Elsewhere they would
 * act on what the rounds write, and so would triggers: they are restored when a run ends at its goal, and dropped or
 * disabled again before the next run's first round; and so are, everywhere, constraints that rows need not satisfy. What cannot be restored is retried from time to time. Confined to one
 * thread.
 */
final class ObjectsTakenOff {
    /** Following continues for at least this many times the duration of the last attempt. */
    private static final int SHARE = 20;

    private final Ends ends;
    private final Restoration restoration;
    private final ReplicatorConfig config;
    private final boolean replicaRole;
    private final Work work;
    private boolean tried;
    private List<OpenObject> open = List.of();
    private long nextNanos = System.nanoTime();

    ObjectsTakenOff(Ends ends, TargetWriter writer, ReplicatorConfig config, Work work) {
        this.ends = ends;
        this.restoration = new Restoration(writer.target(), config.copy(), work);
        this.config = config;
        this.replicaRole = writer.replicaRole();
        this.work = work;
    }

    /** Before the first round of a run. */
    void beforeRounds(Collection<QualifiedName> tables) {
        restoration.takeOffUnprovedChecks(tables);
        if (!replicaRole) {
            restoration.takeOffWhatActs(tables);
        }
        restoration.asOn(ends.source());
    }

    /** After a round; {@code equals}: the target equals its snapshot, because no row is left refused. */
    void afterRound(boolean equals) {
        long begin = System.nanoTime();
        boolean due = begin - nextNanos >= 0 && (!tried || !open.isEmpty());
        if (!due && (tried || !equals)) {
            return;
        }
        restoration.asOn(ends.source());
        restoration.indexes();
        if (replicaRole && equals) {
            work.reached(PausePoint.FOREIGN_KEYS_BEFORE_RESTORE);
            restoration.foreignKeys();
        }
        open = restoration.open().stream().filter(object -> !object.waits()).toList();
        tried |= equals;
        long now = System.nanoTime();
        nextNanos = now + Math.max(config.rounds().refusedRetry().toNanos(), SHARE * (now - begin));
    }

    /** Before applications write to the target, which no round follows. */
    void beforeWriters() {
        restoration.asOnIfItAnswers(ends.source());
        restoration.whatActs();
    }

    /** At the goal of a run, after its last round, which left no row refused. */
    void afterRounds() {
        restoration.asOn(ends.source());
        putEverythingBack();
    }

    private void putEverythingBack() {
        if (!replicaRole) {
            work.reached(PausePoint.FOREIGN_KEYS_BEFORE_RESTORE);
        }
        restoration.everything();
        open = restoration.open();
    }

    /** After a switch; throws {@link io.pgreplicator.error.ErrorCode#OBJECTS_OPEN} when an object could not be restored. */
    void afterSwitch() {
        putEverythingBack();
        if (!open.isEmpty()) {
            throw OpenObjects.failureAfterSwitch(open);
        }
    }

    /** Whether the objects that may be restored while rounds continue were tried. */
    boolean tried() {
        return tried;
    }

    /** The objects that were tried and are not restored. */
    List<OpenObject> open() {
        return open;
    }
}
