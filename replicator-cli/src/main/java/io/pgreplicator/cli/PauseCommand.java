package io.pgreplicator.cli;

import io.pgreplicator.Replicator;
import picocli.CommandLine.Command;

/** Sends {@code pause} to the running replicator. Confined to one thread. */
@Command(
        name = "pause",
        description =
                "Has the running replicator hold at its next safe point: no chunk and no round is begun until 'resume', or a new 'run'."
                        + " The source goes on capturing.")
final class PauseCommand extends ControlCommand {
    PauseCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    String send(Replicator replicator) throws InterruptedException {
        return replicator.pause();
    }
}
