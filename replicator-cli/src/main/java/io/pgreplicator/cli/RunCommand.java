package io.pgreplicator.cli;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.Until;
import io.pgreplicator.cli.console.Failures;
import io.pgreplicator.cli.console.GeneralOptions;
import io.pgreplicator.cli.option.MigrationOptions;
import io.pgreplicator.cli.progress.CleanStop;
import io.pgreplicator.cli.progress.RunDisplay;
import io.pgreplicator.config.ReplicatorConfig;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Copies what is not yet copied and follows, until stopped or until the asked-for state. Confined to one thread. */
@Command(
        name = "run",
        description = "Copies what is not yet copied, then follows the source's changes until it is stopped."
                + " Goes on wherever a former run was.",
        footer = {"", "SIGTERM or Ctrl-C end it at a safe point, with exit code 0."})
final class RunCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final MigrationOptions migration = new MigrationOptions();

    @Mixin
    private final GeneralOptions general = new GeneralOptions();

    @Option(
            names = "--until",
            paramLabel = "STATE",
            converter = UntilConverter.class,
            description = {
                "End by itself: 'copied', when every table is copied and its indexes and constraints stand;"
                        + " 'caught-up', when besides whatever was committed before this command is on the target."
            })
    private Until until = Until.STOPPED;

    @Option(
            names = "--repair",
            description =
                    "First compare every row of both sides, while writers go on, and bring what differs: after the source"
                            + " or the target lost transactions, or when somebody wrote to the target.")
    private boolean repair;

    RunCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        general.startLog(surroundings.err());
        ReplicatorConfig config = migration.config(surroundings.environment());
        var running = new AtomicReference<@Nullable Replication>();
        var display = new RunDisplay(surroundings.err());
        try (CleanStop stop = CleanStop.onSignal(() -> stop(running, display));
                Replicator replicator = Replicator.open(config, display);
                display) {
            display.start(replicator::status);
            if (repair) {
                replicator.repair();
            }
            follow(replicator, running);
            if (!stop.requested()) {
                display.finish(replicator::status);
                surroundings.err().print(ended());
            }
            return 0;
        }
    }

    private void follow(Replicator replicator, AtomicReference<@Nullable Replication> running)
            throws InterruptedException {
        try (Replication replication = replicator.start(until)) {
            running.set(replication);
            replication.await();
        }
    }

    private String ended() {
        return switch (until) {
            case STOPPED -> "Ended.";
            case COPIED ->
                "Every table is copied; its indexes and constraints stand. 'replicator run' follows from here.";
            case CAUGHT_UP -> "Caught up: whatever was committed before this command is on the target.";
        };
    }

    /** Runs when a signal has come, beside the thread that waits. */
    private int stop(AtomicReference<@Nullable Replication> running, RunDisplay display) {
        try {
            display.close();
            surroundings.err().print("Stopping at a safe point ...");
            Replication replication = running.get();
            if (replication != null) {
                replication.close();
            }
            boolean repairing = repair && replication == null;
            surroundings
                    .err()
                    .print(
                            repairing
                                    ? "Stopped. 'replicator run --repair' compares again."
                                    : "Stopped. 'replicator run' goes on from here.");
            return 0;
        } catch (RuntimeException e) {
            return new Failures(surroundings.err()).report(e, false);
        }
    }

    /** Reads {@code copied} and {@code caught-up}. Stateless. */
    static final class UntilConverter implements ITypeConverter<Until> {
        @Override
        public Until convert(String value) {
            return switch (value) {
                case "copied" -> Until.COPIED;
                case "caught-up" -> Until.CAUGHT_UP;
                default -> throw new TypeConversionException("'" + value + "' is not one of: copied, caught-up");
            };
        }
    }
}
