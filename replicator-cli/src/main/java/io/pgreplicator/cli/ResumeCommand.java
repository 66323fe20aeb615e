package io.pgreplicator.cli;

import io.pgreplicator.Replicator;
import picocli.CommandLine.Command;

/** Sends {@code resume} to the running replicator. Confined to one thread. */
@Command(name = "resume", description = "Lets a paused replicator go on.")
final class ResumeCommand extends ControlCommand {
    ResumeCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    String send(Replicator replicator) throws InterruptedException {
        return replicator.resume();
    }
}
