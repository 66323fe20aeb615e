package io.pgreplicator.cli;

import io.pgreplicator.Replicator;
import picocli.CommandLine.Command;

/** A verb that sends a command to a running replicator, from any machine. Confined to one thread. */
@Command(
        footer = {
            "",
            "Takes the way through the target, from any machine. Exits with 0 when it is acknowledged, with 3 when it is refused, with"
                    + " 8 when no replicator is running or it does not answer."
        })
abstract class ControlCommand extends MigrationCommand {
    ControlCommand(Surroundings surroundings) {
        super(surroundings);
    }

    /** Sends the command and returns the answer. */
    abstract String send(Replicator replicator) throws InterruptedException;

    @Override
    public final Integer call() throws InterruptedException {
        try (Replicator replicator = Replicator.open(begin())) {
            surroundings.out().print(send(replicator));
            return 0;
        }
    }
}
