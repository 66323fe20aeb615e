package io.pgreplicator.cli;

import static io.pgreplicator.telemetry.ReplicationListener.when;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.cli.option.Until;
import io.pgreplicator.cli.progress.CleanStop;
import io.pgreplicator.cli.progress.RunDisplay;
import io.pgreplicator.cli.progress.StopRequest;
import io.pgreplicator.cli.text.Figures;
import io.pgreplicator.cli.text.Json;
import io.pgreplicator.cli.text.RunResult;
import io.pgreplicator.cli.text.StatusText;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.telemetry.OpenTransaction;
import io.pgreplicator.telemetry.Progress;
import io.pgreplicator.telemetry.ReplicationEvent.Checked;
import io.pgreplicator.telemetry.ReplicationEvent.NotReplicated;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Copies what is not copied yet and follows, until stopped or until the requested state. Confined to one thread. */
@Command(
        name = "run",
        description = "Copies what is not yet copied, then follows the source's changes until it is stopped."
                + " Goes on wherever a former run was.",
        footer = {
            "",
            "SIGTERM or Ctrl-C end it at a safe point: with exit code 0; before the goal of --until or --repair, with 143 or"
                    + " 130."
        })
final class RunCommand extends MigrationCommand {
    @Option(
            names = "--until",
            paramLabel = "STATE",
            converter = Until.Converter.class,
            description = {
                "End by itself: 'copied', when every table is copied and all that was taken off the target is back;"
                        + " 'caught-up', when besides whatever was committed before this command is on the target. Exit code"
                        + " 1 when rows are refused or an index or constraint could not be put back."
            })
    private Until until = Until.STOPPED;

    @Option(
            names = "--repair",
            description =
                    "First compare every row of both sides, while writers go on, and bring what differs: after the source"
                            + " or the target lost transactions, or when somebody wrote to the target.")
    private boolean repair;

    @Option(
            names = "--json",
            description = "Print one JSON object at the end; also when the configuration cannot be used.")
    private boolean json;

    private final AtomicReference<@Nullable Replication> running = new AtomicReference<>();
    private volatile @Nullable Throwable failure;
    private boolean resultPrinted;
    private @Nullable Integer toldCode;
    private volatile List<String> skipped = List.of();
    private volatile List<String> left = List.of();

    RunCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws InterruptedException {
        ReplicatorConfig config = begin();
        var display = new RunDisplay(surroundings.err());
        try (CleanStop stop = CleanStop.onSignal(request -> stop(request, display));
                Replicator replicator = open(
                        config,
                        when(Checked.class, checked -> skipped = checked.skipped())
                                .andThen(when(NotReplicated.class, this::noteLeft))
                                .andThen(display));
                display) {
            display.start(replicator::status);
            try {
                follow(replicator);
            } catch (RuntimeException | Error e) {
                if (stop.requested()) {
                    return ErrorCode.STOPPED.exitCode(); // the process ends with the exit code of the stop
                }
                failure = e; // a signal from now on ends the process with this failure
                display.finish(replicator::status);
                return tellFailure(e, display);
            }
            if (!stop.requested()) {
                display.finish(replicator::status);
                surroundings.err().print(ended());
                printResult(display);
            }
            return 0;
        }
    }

    private void follow(Replicator replicator) throws InterruptedException {
        if (repair) {
            replicator.repair();
        }
        try (Replication replication = replicator.start()) {
            until.askOf(replication);
            running.set(replication);
            replication.await();
        }
    }

    private void noteLeft(NotReplicated found) {
        left = Stream.concat(
                        found.created().stream().map(table -> "created since the start: " + table),
                        found.kept().stream().map(table -> "dropped on the other side: " + table))
                .toList();
    }

    private String ended() {
        return switch (until) {
            case STOPPED -> "Ended.";
            case COPIED ->
                "Every table is copied, and all that was taken off the target is back. 'replicator run' follows from here.";
            case CAUGHT_UP -> {
                int writing = stillWriting().size();
                yield "Caught up: whatever was committed before this command is on the target."
                        + (writing == 0
                                ? ""
                                : " But " + Figures.count(writing, "transaction")
                                        + " of the source may have written and did not commit: see above.");
            }
        };
    }

    private List<OpenTransaction> stillWriting() {
        Replication replication = running.get();
        return replication == null ? List.of() : replication.stillWriting();
    }

    private boolean isGoalReached() {
        Replication replication = running.get();
        return replication != null && replication.isGoalReached();
    }

    /** Once, though a signal may come when it was printed and the process is about to end. */
    private synchronized void printResult(RunDisplay display) {
        if (json && !resultPrinted) {
            resultPrinted = true;
            Progress last = display.last();
            var out = new ArrayList<>(skipped);
            out.addAll(left);
            surroundings
                    .out()
                    .print(Json.of(new RunResult(
                            isGoalReached(),
                            last == null
                                    ? null
                                    : Long.valueOf(last.tables().stream()
                                            .mapToLong(Progress.TableProgress::copiedRows)
                                            .sum()),
                            last == null ? null : Long.valueOf(last.refused().rows()),
                            last == null ? List.of() : last.openObjects(),
                            stillWriting(),
                            out)));
        }
    }

    /** Runs when a signal has arrived, concurrently with the thread that waits. */
    private int stop(StopRequest request, RunDisplay display) {
        try {
            display.close();
            surroundings.err().print("Stopping at a safe point ...");
            Replication replication = running.get();
            Throwable failed = failure != null ? failure : failureOf(replication);
            if (failed != null) {
                return tellFailure(failed, display);
            }
            boolean repairing = repair && replication == null;
            boolean early = repairing || (until != Until.STOPPED && !isGoalReached());
            surroundings.err().print(early ? stoppedEarly(request, repairing, display.last()) : stopped());
            printResult(display);
            return early ? request.exitCode() : 0;
        } catch (RuntimeException | Error e) {
            return tellFailure(e, display);
        }
    }

    /** Stops the replication; returns the failure it had when the signal arrived, if any. */
    private static @Nullable Throwable failureOf(@Nullable Replication replication) {
        if (replication == null) {
            return null;
        }
        replication.close();
        try {
            replication.await();
            return null;
        } catch (ReplicatorException e) {
            return e.code() == ErrorCode.STOPPED ? null : e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Runs once, on whichever thread comes first; the other one waits for it. Returns the exit code. */
    private synchronized int tellFailure(Throwable failed, RunDisplay display) {
        Integer code = toldCode;
        if (code == null) {
            printResult(display);
            code = reportFailure(failed);
            toldCode = code;
        }
        return code;
    }

    private String stopped() {
        return until == Until.STOPPED ? "Stopped. 'replicator run' resumes from here." : ended();
    }

    private String stoppedEarly(StopRequest request, boolean repairing, @Nullable Progress last) {
        if (repairing) {
            return "Stopped by " + request
                    + " before every row was compared. 'replicator run --repair' compares again.";
        }
        return "Stopped by " + request + " before the goal of --until "
                + (until == Until.COPIED ? "copied" : "caught-up")
                + ": the target does not have everything. It came to: "
                + (last == null ? "not known" : StatusText.line(last))
                + ". The same command resumes from here.";
    }
}
