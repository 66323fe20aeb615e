package io.pgreplicator.cli;

import static io.pgreplicator.telemetry.ReplicationListener.when;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.cli.progress.CleanStop;
import io.pgreplicator.cli.progress.EventLines;
import io.pgreplicator.cli.progress.StopRequest;
import io.pgreplicator.cli.text.CheckText;
import io.pgreplicator.cli.text.CutoverResult;
import io.pgreplicator.cli.text.Figures;
import io.pgreplicator.cli.text.Json;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.telemetry.CheckReport;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.ReplicationEvent.CutoverEnded;
import io.pgreplicator.telemetry.ReplicationEvent.GuardrailsChecked;
import java.util.List;
import java.util.Set;
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
            "Stop 'replicator run' first. Afterwards point the applications to the target; a write to the source fails with"
                    + " SQLSTATE 25006 and says where to go. 'replicator run' then carries what they write back to the source, and"
                    + " 'replicator cutover --back' returns, until 'replicator complete' ends that.",
            "First the guardrails are looked at, as --dry-run does; one that fails ends the command with exit code 3.",
            "Before the first attempt the way back is prepared: from then on the target refuses the writes of everybody else."
                    + " Exits with 5 when the switch was not possible before the deadline: the"
                    + " source is still the primary then. Run it again to learn of an outcome that"
                    + " you missed: it exits with 0 when the target takes writes."
        })
final class CutoverCommand extends MigrationCommand {
    private static final Set<ErrorCode> ROLLED_BACK = Set.of(ErrorCode.CUTOVER_ROLLED_BACK, ErrorCode.PREFLIGHT_FAILED);

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

    @Option(names = "--json", description = "Print one JSON object; also when the configuration cannot be used.")
    private boolean json;

    private final AtomicReference<@Nullable Replication> running = new AtomicReference<>();
    private final AtomicReference<@Nullable CutoverEnded> ended = new AtomicReference<>();
    private volatile List<Finding> guardrails = List.of();

    CutoverCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws InterruptedException {
        CutoverOptions options = options();
        ReplicatorConfig config = begin();
        if (dryRun) {
            return look(config, options);
        }
        try (CleanStop stop = CleanStop.onSignal(this::stop);
                Replicator replicator = open(
                        config,
                        when(CutoverEnded.class, ended::set)
                                .andThen(when(GuardrailsChecked.class, checked -> guardrails = checked.findings()))
                                .andThen(new EventLines(surroundings.err())))) {
            try (Replication replication = replicator.start()) {
                running.set(replication.endWhenSwitched(options));
                replication.await();
            } catch (ReplicatorException e) {
                return stop.requested() ? ErrorCode.STOPPED.exitCode() : failed(e);
            }
            return stop.requested() ? 0 : switched();
        }
    }

    private int look(ReplicatorConfig config, CutoverOptions options) {
        try (Replicator replicator = Replicator.open(config)) {
            CheckReport report = replicator.checkCutover(options);
            guardrails = report.findings();
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

    private int switched() {
        CutoverEnded cutover = ended.get();
        CutoverResult result = CutoverResult.of(cutover, back, guardrails, null);
        if (json) {
            surroundings.out().print(Json.of(result));
        }
        surroundings.err().print(sentence(cutover));
        return 0;
    }

    private String sentence(@Nullable CutoverEnded cutover) {
        String primary = back ? "source" : "target";
        String former = back ? "target" : "source";
        if (cutover == null) {
            return "The " + primary + " takes writes already, since an earlier cutover or from the beginning.";
        }
        if (cutover.switched()) {
            return "Switched: the " + primary + " takes writes, and has everything that the " + former
                    + " had, which refuses them." + waited(cutover) + " 'replicator run' carries what comes now to the "
                    + former + ".";
        }
        CutoverResult.Pauses pauses = CutoverResult.Pauses.of(cutover.pauses());
        return "Rehearsed " + Figures.count(cutover.pauses().size(), "time") + " in "
                + Figures.count(cutover.attempts(), "attempt") + ": writers waited " + pauses.p50()
                + " ms (p50), " + pauses.p99() + " ms (p99), " + pauses.max()
                + " ms at most. The " + former + " is still the primary.";
    }

    /** A switch that a former command has begun has no pause of its own. */
    private static String waited(CutoverEnded cutover) {
        return cutover.pauses().isEmpty()
                ? ""
                : " Writers waited " + CutoverResult.Pauses.of(cutover.pauses()).max() + " ms.";
    }

    /** What fails after the switch, such as an index that cannot be restored, does not undo it; a stop came too late. */
    private int failed(ReplicatorException failure) {
        CutoverEnded cutover = ended.get();
        if (cutover != null && cutover.switched()) {
            int done = switched();
            if (failure.code() == ErrorCode.STOPPED) {
                return done;
            }
        } else if (json && ROLLED_BACK.contains(failure.code())) {
            surroundings.out().print(Json.of(CutoverResult.of(cutover, back, guardrails, failure.getMessage())));
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
                        + " before the switch: nothing was changed. 'replicator run' resumes from here.");
        return request.exitCode();
    }
}
