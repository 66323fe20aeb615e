package io.pgreplicator.cli;

import io.pgreplicator.Replicator;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Changes settings of the running replicator. Confined to one thread. */
@Command(
        name = "set",
        description = "Changes settings of the running replicator, until it ends: copy.streams from the next chunk on,"
                + " rounds.min-pause, rounds.max-pause and rounds.refused-retry from the next round on.")
final class SetCommand extends ControlCommand {
    @Parameters(paramLabel = "KEY=VALUE", arity = "1..*", description = "A setting, such as copy.streams=8.")
    private Map<String, String> changes = new LinkedHashMap<>();

    SetCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    String send(Replicator replicator) throws InterruptedException {
        return replicator.set(changes);
    }
}
