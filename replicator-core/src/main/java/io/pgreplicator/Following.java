package io.pgreplicator;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.RoundOptions;
import io.pgreplicator.control.OpenObjects;
import io.pgreplicator.control.RefusedRows;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Retry;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.pipeline.ReplicatedTable;
import io.pgreplicator.pipeline.RoundResult;
import io.pgreplicator.pipeline.RoundRunner;
import io.pgreplicator.runtime.StopSignal;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.OpenTransaction;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.ReplicationEvent;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Follows the source: a round, the sequences, a pause that grows while the source is quiet. At its goal, if it has one, it
 * puts back what could not be on the target during the rounds. Confined to one thread.
 */
final class Following {
    private static final long NEW_TABLES_PAUSE_NANOS = 10_000_000_000L;
    private static final double CAUGHT_UP_SECONDS = 1.0;

    private final Database source;
    private final Database target;
    private final ReplicatorConfig config;
    private final List<ReplicatedTable> tables;
    private final boolean replicaRole;
    private final Retry retry;
    private List<QualifiedName> reported = List.of();
    private long lookedNanos = System.nanoTime();
    private final Reporter reporter;
    private final StopSignal stop;
    private final ObjectsTakenOff takenOff;
    private long triedNanos;

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
        this.takenOff = new ObjectsTakenOff(target, config, replicaRole, retry, reporter);
    }

    /**
     * Runs until stopped, or until the given point is reached. Throws {@link ErrorCode#OBJECTS_OPEN} when all rows are there
     * then, but not every object of the target.
     */
    void run(Until until, Milestones milestones) {
        long startNanos = System.nanoTime();
        takenOff.beforeRounds(
                tables.stream().map(table -> table.apply().target().name()).toList());
        var sequences = new SequenceDuty(
                new SequenceSync(source, target, config.tables(), config.pausePoint(), reporter), retry);
        RoundOptions rounds = config.rounds();
        try (var runner = new RoundRunner(source, target, tables, rounds, replicaRole, config.pausePoint(), reporter)) {
            reporter.enter(Phase.INDEXING);
            RoundResult result = round(runner, true, true, milestones);
            reporter.enter(Phase.FOLLOWING);
            tellCopied(milestones);
            sequences.run(true);
            Duration pause = rounds.minPause();
            boolean reached = until == Until.COPIED && !sequences.waits();
            boolean lastTry = false;
            while (!stop.isStopped()) {
                if (reached && result.complete()) {
                    end(until, milestones);
                    sequences.assertPublished();
                    return;
                }
                if (lastTry && reached && result.refused() > 0) {
                    throw refusal();
                }
                lastTry |= reached;
                boolean exact = until == Until.CAUGHT_UP || milestones.isSyncAwaited();
                result = round(runner, exact, reached, milestones);
                tellCopied(milestones);
                sequences.runIfDue(exact);
                lookForNewTables();
                if (result.waiting() == 0) {
                    reporter.synced(result.snapshotNanos());
                }
                if (exact && result.complete()) {
                    sequences.tell(milestones, result.snapshotNanos());
                }
                reached = !sequences.waits()
                        && (until == Until.COPIED
                                || (until == Until.CAUGHT_UP && caughtUp(result, startNanos, sequences.beganNanos())));
                pause = result.keys() > 0 ? rounds.minPause() : longer(pause, rounds.maxPause());
                if (!reached || result.waiting() > 0) {
                    stop.sleep(pause);
                }
            }
        }
    }

    /** A round, in which refused rows are tried again when it is time or asked for. */
    private RoundResult round(RoundRunner runner, boolean exact, boolean withRefused, Milestones milestones) {
        long beganNanos = System.nanoTime();
        boolean tried = withRefused
                || beganNanos - triedNanos >= config.rounds().refusedRetry().toNanos();
        if (tried) {
            triedNanos = beganNanos;
            retry.run("trying refused rows again", runner::retryRefused);
        }
        RoundResult result = retry.call("a round", () -> runner.run(exact));
        takenOff.afterRound(result.complete());
        if (result.refused() > 0 && result.waiting() == 0 && tried) {
            milestones.refused(beganNanos, refusal());
        }
        return result;
    }

    private void tellCopied(Milestones milestones) {
        if (takenOff.tried()) {
            if (takenOff.open().isEmpty()) {
                milestones.copied();
            } else {
                milestones.copied(OpenObjects.failure(takenOff.open()));
            }
        }
    }

    /** The goal is reached as far as rows go: puts back what is still off, and looks for who is still writing. */
    private void end(Until until, Milestones milestones) {
        takenOff.afterRounds();
        if (until == Until.CAUGHT_UP) {
            List<OpenTransaction> writing = retry.call("looking for open transactions", () -> {
                try (Session session = source.open(Role.CONTROL)) {
                    return CaptureSchema.openTransactions(session);
                }
            });
            milestones.stillWriting(writing);
            if (!writing.isEmpty()) {
                reporter.on(new ReplicationEvent.StillWriting(writing));
            }
        }
        if (!takenOff.open().isEmpty()) {
            throw OpenObjects.failure(takenOff.open());
        }
        milestones.goal();
    }

    private ReplicatorException refusal() {
        return retry.call("reading the refused rows", () -> {
            try (Session session = target.open(Role.CONTROL)) {
                return RefusedRows.failure(RefusedRows.all(session));
            }
        });
    }

    private void lookForNewTables() {
        if (System.nanoTime() - lookedNanos < NEW_TABLES_PAUSE_NANOS) {
            return;
        }
        lookedNanos = System.nanoTime();
        retry.run("looking for new tables", () -> {
            try (Session session = source.open(Role.CONTROL)) {
                Set<QualifiedName> captured =
                        tables.stream().map(table -> table.captured().name()).collect(Collectors.toSet());
                List<QualifiedName> fresh = CatalogReader.names(session, config.tables()).stream()
                        .filter(name -> !captured.contains(name))
                        .toList();
                if (!fresh.equals(reported)) {
                    reported = fresh;
                    reporter.on(new ReplicationEvent.NotReplicated(fresh));
                }
            }
        });
    }

    private static boolean caughtUp(RoundResult result, long startNanos, long sequencesNanos) {
        return result.snapshotNanos() - startNanos > 0
                && sequencesNanos - startNanos > 0
                // with thousands of tables the look at them alone takes longer
                && (result.keys() == 0 || (System.nanoTime() - result.snapshotNanos()) / 1e9 < CAUGHT_UP_SECONDS);
    }

    private static Duration longer(Duration pause, Duration longest) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(longest) > 0 ? longest : doubled;
    }
}
