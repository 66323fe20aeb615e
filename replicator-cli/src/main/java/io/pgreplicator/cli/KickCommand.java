package io.pgreplicator.cli;

import io.pgreplicator.Replicator;
import picocli.CommandLine.Command;

/** Sends {@code kick} to the running replicator. Confined to one thread. */
@Command(name = "kick", description = "Has a round begin now, in which refused rows are tried again.")
final class KickCommand extends ControlCommand {
    KickCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    String send(Replicator replicator) throws InterruptedException {
        return replicator.kick();
    }
}
