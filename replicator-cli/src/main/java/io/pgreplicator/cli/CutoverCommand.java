package io.pgreplicator.cli;

import static io.pgreplicator.telemetry.ReplicationListener.when;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.cli.progress.CleanStop;
import io.pgreplicator.cli.progress.EventLines;
import io.pgreplicator.cli.progress.StopRequest;
import io.pgreplicator.cli.text.CutoverResult;
import io.pgreplicator.cli.text.Figures;
import io.pgreplicator.cli.text.Json;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.telemetry.ReplicationEvent.CutoverEnded;
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
                "Brings what is not on the target yet, and then makes the source refuse writes. Writers wait in between, for some"
                        + " milliseconds; they do not fail before the target has everything.",
        footer = {
            "",
            "Stop 'replicator run' first. Afterwards point the applications to the target; a write to the source fails with"
                    + " SQLSTATE 25006 and says where to go. Exits with 5 when it was not possible before the deadline: the"
                    + " source is still the primary then, and nothing was changed. Run it again to learn of an outcome that"
                    + " you missed: it exits with 0 when the source refuses writes."
        })
final class CutoverCommand extends MigrationCommand {
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

    @Option(names = "--json", description = "Print one JSON object; also when the configuration cannot be used.")
    private boolean json;

    private final AtomicReference<@Nullable Replication> running = new AtomicReference<>();
    private final AtomicReference<@Nullable CutoverEnded> ended = new AtomicReference<>();

    CutoverCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws InterruptedException {
        CutoverOptions options = options();
        ReplicatorConfig config = begin();
        try (CleanStop stop = CleanStop.onSignal(this::stop);
                Replicator replicator = open(
                        config, when(CutoverEnded.class, ended::set).andThen(new EventLines(surroundings.err())))) {
            try (Replication replication = replicator.start()) {
                running.set(replication.endWhenSwitched(options));
                replication.await();
            } catch (ReplicatorException e) {
                return stop.requested() ? ErrorCode.STOPPED.exitCode() : failed(e);
            }
            return stop.requested() ? 0 : switched();
        }
    }

    private CutoverOptions options() {
        try {
            CutoverOptions options = CutoverOptions.defaults();
            options = rehearsals == 0 ? options : options.rehearsing(rehearsals);
            options = deadline == null ? options : options.withDeadline(deadline);
            return pause == null ? options : options.withPause(pause);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private int switched() {
        CutoverEnded cutover = ended.get();
        CutoverResult result = CutoverResult.of(cutover, null);
        if (json) {
            surroundings.out().print(Json.of(result));
        }
        surroundings.err().print(sentence(cutover));
        return 0;
    }

    private static String sentence(@Nullable CutoverEnded cutover) {
        if (cutover == null) {
            return "The source refuses writes since an earlier cutover: the target has everything.";
        }
        CutoverResult.Pauses pauses = CutoverResult.Pauses.of(cutover.pauses());
        return cutover.switched()
                ? "Switched: the source refuses writes, and the target has everything. Writers waited " + pauses.max()
                        + " ms."
                : "Rehearsed " + Figures.count(cutover.pauses().size(), "time") + " in "
                        + Figures.count(cutover.attempts(), "attempt") + ": writers waited " + pauses.p50()
                        + " ms (p50), " + pauses.p99() + " ms (p99), " + pauses.max()
                        + " ms at most. The source is still the primary.";
    }

    /** What fails after the switch, such as an index that cannot be restored, does not undo it. */
    private int failed(ReplicatorException failure) {
        CutoverEnded cutover = ended.get();
        if (cutover != null && cutover.switched()) {
            switched();
        } else if (json && failure.code() == ErrorCode.CUTOVER_ROLLED_BACK) {
            surroundings.out().print(Json.of(CutoverResult.of(cutover, failure.getMessage())));
        }
        return reportFailure(failure);
    }

    /** Runs when a signal has arrived, concurrently with the thread that waits. */
    private int stop(StopRequest request) {
        Replication replication = running.get();
        if (replication == null) {
            return stopped(request);
        }
        replication.close();
        try {
            replication.await();
            return switched();
        } catch (ReplicatorException e) {
            CutoverEnded cutover = ended.get();
            boolean certain = e.code() == ErrorCode.STOPPED && (cutover == null || !cutover.switched());
            return certain ? stopped(request) : failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return request.exitCode();
        }
    }

    private int stopped(StopRequest request) {
        surroundings
                .err()
                .print("Stopped by " + request
                        + " before the switch: the source is as it was. 'replicator run' resumes from here.");
        return request.exitCode();
    }
}
