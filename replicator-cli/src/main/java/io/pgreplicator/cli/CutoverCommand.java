package io.pgreplicator.cli;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.cli.progress.CleanStop;
import io.pgreplicator.cli.progress.EventLines;
import io.pgreplicator.cli.progress.StopRequest;
import io.pgreplicator.cli.text.CheckText;
import io.pgreplicator.cli.text.CutoverResult;
import io.pgreplicator.cli.text.Json;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.telemetry.CheckReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Moves the applications' writes from the source to the target, or leaves them where they are. Confined to one thread. */
@Command(
        name = "cutover",
        description =
                "Brings what is not on the target yet, makes the source refuse writes, and opens the target. Writers wait in between,"
                        + " for some milliseconds; they do not fail before the target has everything.",
        footer = {
            "",
            "A 'replicator run' that is running for the target, on whatever machine, does it, and then carries what applications write"
                    + " back to the source; without one, this command does it, and the next 'replicator run' carries it back."
                    + " Afterwards point the applications to the target; a write to the source fails with SQLSTATE 25006 and says"
                    + " where to go. 'replicator cutover --back' returns, until 'replicator complete' ends that.",
            "First the guardrails are looked at, as --dry-run does; one that fails ends the command with exit code 3.",
            "Before the first attempt the way back is prepared: from then on the target refuses the writes of everybody else."
                    + " Exits with 5 when the switch was not possible before the deadline: the"
                    + " source is still the primary then. Run it again to learn of an outcome that"
                    + " you missed: it exits with 0 when the target takes writes."
        })
final class CutoverCommand extends MigrationCommand {
    private static final Duration HOOK_LIMIT = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration MOMENT = Duration.ofSeconds(2);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            description = "How long to try, from the first attempt on; 10s by default.")
    private @Nullable String deadline;

    @Option(
            names = "--max-pause",
            paramLabel = "TIME",
            description = "How long writers wait at most in one attempt; 2s by default.")
    private @Nullable String pause;

    @Option(
            names = "--rehearse",
            paramLabel = "N",
            arity = "0..1",
            fallbackValue = "1",
            description = {
                "Do everything but the switch, so many times (once by default), and say how long writers waited: the source"
                        + " stays the primary."
            })
    private int rehearsals;

    @Option(
            names = "--back",
            description = "Return after a cutover: the source is the primary again, with the same guarantees.")
    private boolean back;

    @Option(
            names = "--dry-run",
            description =
                    "Only look whether everything is ready, by name, and change nothing; 'run' may go on meanwhile.")
    private boolean dryRun;

    @Option(
            names = "--on-switch",
            paramLabel = "COMMAND",
            description = {
                "Run by a shell on this machine as soon as the new side takes writes, with both sides in its environment:"
                        + " REPLICATOR_OLD_URI and REPLICATOR_NEW_URI, and their parts as libpq names them: _HOST, _PORT,"
                        + " _DATABASE, _USER, _PASSWORD, _SSLMODE. Exit code 1 when it fails; the switch stays."
            })
    private @Nullable String onSwitch;

    @Option(
            names = "--on-switch-timeout",
            paramLabel = "TIME",
            description = "How long that command may take; 5min by default.")
    private @Nullable String onSwitchTimeout;

    @Option(names = "--report", paramLabel = "FILE", description = "Also write the outcome as an HTML page.")
    private @Nullable Path page;

    @Option(names = "--json", description = "Print one JSON object; also when the configuration cannot be used.")
    private boolean json;

    private final AtomicReference<@Nullable Replication> running = new AtomicReference<>();

    CutoverCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws InterruptedException {
        CutoverOptions options = options();
        Duration hookLimit = hookLimit();
        ReplicatorConfig config = begin();
        if (dryRun) {
            return look(config, options);
        }
        var told = new CutoverOutcome(surroundings, config, back, json, page);
        if (onSwitch != null && rehearsals == 0) {
            told.runHook(onSwitch, hookLimit);
        }
        try (Replicator replicator = open(config, told.listener().andThen(new EventLines(surroundings.err())));
                CleanStop stop = CleanStop.onSignal(request -> stop(request, replicator, told))) {
            ReplicatorException failure = switchOver(replicator, options, told);
            return stop.requested() ? ErrorCode.STOPPED.exitCode() : exitCode(told, failure);
        }
    }

    /** By the replicator that is running for the target, else here; returns what it failed with. */
    private @Nullable ReplicatorException switchOver(Replicator replicator, CutoverOptions options, CutoverOutcome told)
            throws InterruptedException {
        ReplicatorException failure = null;
        try {
            if (!isDoneByRunning(replicator, options, told)) {
                try (Replication replication = replicator.start()) {
                    running.set(replication.endWhenSwitched(options));
                    replication.await();
                }
            }
        } catch (ReplicatorException e) {
            failure = e;
        }
        told.ended(failure);
        return failure;
    }

    private static boolean isDoneByRunning(Replicator replicator, CutoverOptions options, CutoverOutcome told)
            throws InterruptedException {
        try {
            replicator.cutover(options);
        } catch (ReplicatorException e) {
            if (e.code() != ErrorCode.NO_LEADER || told.isRemote()) {
                throw e;
            }
        }
        return told.isRemote();
    }

    /** What fails after the switch, such as an index that cannot be restored, does not undo it; a stop came too late. */
    private int exitCode(CutoverOutcome told, @Nullable ReplicatorException failure) throws InterruptedException {
        int code = told.print(failure);
        boolean stoppedTooLate = failure != null && failure.code() == ErrorCode.STOPPED && told.isSwitched();
        return failure == null || stoppedTooLate ? code : reportFailure(failure);
    }

    private int look(ReplicatorConfig config, CutoverOptions options) {
        try (Replicator replicator = Replicator.open(config)) {
            CheckReport report = replicator.checkCutover(options);
            surroundings
                    .out()
                    .print(
                            json
                                    ? Json.of(CutoverResult.ofDryRun(back, report.findings()))
                                    : CheckText.ofCutover(
                                            report, surroundings.out().paint()));
            return CheckCommand.exitCode(report);
        }
    }

    private CutoverOptions options() {
        try {
            CutoverOptions options = CutoverOptions.defaults();
            options = back ? options.goingBack() : options;
            options = rehearsals == 0 ? options : options.rehearsing(rehearsals);
            options = deadline == null ? options : options.withDeadline(deadline);
            return pause == null ? options : options.withPause(pause);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private Duration hookLimit() {
        try {
            return onSwitchTimeout == null ? HOOK_LIMIT : CutoverOptions.time(onSwitchTimeout);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    /** Runs when a signal has arrived, concurrently with the thread that waits. */
    private int stop(StopRequest request, Replicator replicator, CutoverOutcome told) {
        try {
            boolean known = isEnded(replicator, told);
            if (!known && !told.isSwitched()) {
                surroundings
                        .err()
                        .print("Stopped by " + request
                                + ". A running replicator that was asked for the cutover by then may go on with it:"
                                + " run the same command again to learn of its outcome, or see 'replicator status'.");
                return request.exitCode();
            }
            ReplicatorException failure = told.failure();
            boolean before = failure != null && failure.code() == ErrorCode.STOPPED && !told.isSwitched();
            return before ? stopped(request) : exitCode(told, failure);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return request.exitCode();
        }
    }

    /** Ends what goes on, unless it has switched; whether it is known how it ended. */
    private boolean isEnded(Replicator replicator, CutoverOutcome told) throws InterruptedException {
        if (running.get() == null && !told.isSwitched()) {
            boolean cancelled = cancel(replicator);
            // one that could not be cancelled was not asked for yet, and is not then; or it is done, or becomes one of
            // this process
            if (told.awaitEnd(cancelled ? PATIENCE : MOMENT)) {
                return true;
            }
        }
        Replication replication = running.get();
        return replication != null && isClosed(replication, told);
    }

    private static boolean isClosed(Replication replication, CutoverOutcome told) throws InterruptedException {
        replication.close();
        return told.awaitEnd(PATIENCE);
    }

    /** Whether the running replicator knows of it and ends it: the thread that waits then learns how it ended. */
    private boolean cancel(Replicator replicator) throws InterruptedException {
        try {
            surroundings.err().print(replicator.cancelCutover());
            return true;
        } catch (ReplicatorException e) {
            surroundings.err().print(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private int stopped(StopRequest request) {
        surroundings
                .err()
                .print("Stopped by " + request
                        + " before the switch: nothing was changed. 'replicator run' resumes from here.");
        return request.exitCode();
    }
}
