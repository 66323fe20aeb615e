package io.pgreplicator.cli;

import io.pgreplicator.Replicator;
import io.pgreplicator.telemetry.ReplicationListener;

/** A verb that tells a running replicator something, from any machine. Confined to one thread. */
abstract class ControlCommand extends MigrationCommand {
    ControlCommand(Surroundings surroundings) {
        super(surroundings);
    }

    /** Sends it and returns the answer. */
    abstract String send(Replicator replicator) throws InterruptedException;

    @Override
    public final Integer call() throws InterruptedException {
        try (Replicator replicator = Replicator.open(begin(), ReplicationListener.NONE)) {
            surroundings.out().print(send(replicator));
            return 0;
        }
    }
}
