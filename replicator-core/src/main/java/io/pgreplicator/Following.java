package io.pgreplicator;

import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.RoundOptions;
import io.pgreplicator.control.Fence;
import io.pgreplicator.copy.ForeignKeys;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Retry;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.pipeline.ReplicatedTable;
import io.pgreplicator.pipeline.RoundResult;
import io.pgreplicator.pipeline.RoundRunner;
import io.pgreplicator.runtime.StopSignal;
import io.pgreplicator.telemetry.Phase;
import java.time.Duration;
import java.util.List;

/**
 * Follows the source: a round, the sequences, a pause that grows while the source is quiet. Foreign keys come back after
 * the first round, when the target equals a snapshot of the source for the first time. Confined to one thread.
 */
final class Following {
    private static final long SEQUENCE_PAUSE_NANOS = 1_000_000_000L;
    private static final double CAUGHT_UP_SECONDS = 1.0;

    private final Database source;
    private final Database target;
    private final ReplicatorConfig config;
    private final List<ReplicatedTable> tables;
    private final boolean replicaRole;
    private final Retry retry;
    private final Reporter reporter;
    private final StopSignal stop;

    Following(
            Database source,
            Database target,
            ReplicatorConfig config,
            List<ReplicatedTable> tables,
            boolean replicaRole,
            Retry retry,
            Reporter reporter,
            StopSignal stop) {
        this.source = source;
        this.target = target;
        this.config = config;
        this.tables = tables;
        this.replicaRole = replicaRole;
        this.retry = retry;
        this.reporter = reporter;
        this.stop = stop;
    }

    /** Runs until stopped, or until the given point is reached. */
    void run(Until until, Milestones milestones) {
        long startNanos = System.nanoTime();
        var sequences = new SequenceSync(source, target, config.tables());
        RoundOptions rounds = config.rounds();
        try (var runner =
                new RoundRunner(source, target, tables, rounds, replicaRole, fence(), config.pausePoint(), reporter)) {
            reporter.enter(Phase.INDEXING);
            retry.call("the first round", runner::run);
            restoreForeignKeys();
            reporter.enter(Phase.FOLLOWING);
            milestones.copied();
            Duration pause = rounds.minPause();
            long sequencesNanos = System.nanoTime() - SEQUENCE_PAUSE_NANOS;
            while (until != Until.COPIED && !stop.isStopped()) {
                RoundResult result = retry.call("a round", runner::run);
                if (System.nanoTime() - sequencesNanos >= SEQUENCE_PAUSE_NANOS) {
                    sequencesNanos = System.nanoTime();
                    retry.run("the sequences", sequences::run);
                }
                reporter.synced(result.snapshotNanos());
                milestones.synced(Math.min(result.snapshotNanos(), sequencesNanos));
                if (until == Until.CAUGHT_UP && caughtUp(result, startNanos, sequencesNanos)) {
                    return;
                }
                pause = result.keys() > 0 ? rounds.minPause() : longer(pause, rounds.maxPause());
                stop.sleep(pause);
            }
        }
    }

    /** Raised here, not when the lead is taken: only rounds can write older rows over newer ones. */
    private Fence fence() {
        return retry.call("taking over", () -> {
            try (Session session = target.open(Role.CONTROL)) {
                return Fence.raise(session);
            }
        });
    }

    private static boolean caughtUp(RoundResult result, long startNanos, long sequencesNanos) {
        return result.snapshotNanos() - startNanos > 0
                && sequencesNanos - startNanos > 0
                && (System.nanoTime() - result.snapshotNanos()) / 1e9 < CAUGHT_UP_SECONDS;
    }

    private static Duration longer(Duration pause, Duration longest) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(longest) > 0 ? longest : doubled;
    }

    private void restoreForeignKeys() {
        if (replicaRole) {
            retry.call("the foreign keys", () -> ForeignKeys.restore(target, retry, reporter));
        }
    }
}
