package io.pgreplicator.cli;

import io.pgreplicator.Replicator;
import picocli.CommandLine.Command;

/** Asks the running replicator. Confined to one thread. */
@Command(
        name = "resume",
        description = "Lets a paused replicator go on.",
        footer = {
            "",
            "Takes the way through the target, from any machine. Exits with 0 when it is acknowledged, with 3 when it is refused, with"
                    + " 8 when no replicator is running or it does not answer."
        })
final class ResumeCommand extends ControlCommand {
    ResumeCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    String send(Replicator replicator) throws InterruptedException {
        return replicator.resume();
    }
}
