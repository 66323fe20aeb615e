package io.pgreplicator.cli;

import io.pgreplicator.Replicator;
import io.pgreplicator.cli.console.GeneralOptions;
import io.pgreplicator.cli.option.MigrationOptions;
import io.pgreplicator.cli.progress.EventLines;
import io.pgreplicator.cli.text.Figures;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Creates the target's schema. Confined to one thread. */
@Command(
        name = "schema",
        description = "Creates the target's schema from the source's, with pg_dump, and reports what differs.")
final class SchemaCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final MigrationOptions migration = new MigrationOptions();

    @Mixin
    private final GeneralOptions general = new GeneralOptions();

    SchemaCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        general.startLog(surroundings.err());
        try (Replicator replicator =
                Replicator.open(migration.config(surroundings.environment()), new EventLines(surroundings.err()))) {
            surroundings.out().print(report(replicator.createSchema()));
            return 0;
        }
    }

    static String report(List<String> differences) {
        return differences.isEmpty()
                ? "The target's schema equals the source's."
                : String.join("\n", differences) + "\n\n" + Figures.count(differences.size(), "difference")
                        + "; 'replicator check' says which of them stand in the way.";
    }
}
