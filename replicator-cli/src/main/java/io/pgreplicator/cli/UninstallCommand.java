package io.pgreplicator.cli;

import io.pgreplicator.Replicator;
import io.pgreplicator.cli.console.GeneralOptions;
import io.pgreplicator.cli.option.MigrationOptions;
import io.pgreplicator.telemetry.ReplicationListener;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Leaves both databases as if the replicator had never been there, but for the copied rows. Confined to one thread. */
@Command(
        name = "uninstall",
        description = "Removes every object of the replicator from both databases and proves that none is left.")
final class UninstallCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final MigrationOptions migration = new MigrationOptions();

    @Mixin
    private final GeneralOptions general = new GeneralOptions();

    UninstallCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        general.startLog(surroundings.err());
        try (Replicator replicator =
                Replicator.open(migration.config(surroundings.environment()), ReplicationListener.NONE)) {
            replicator.uninstall();
            surroundings.out().print("Uninstalled: no object of the replicator is left on either side.");
            return 0;
        }
    }
}
