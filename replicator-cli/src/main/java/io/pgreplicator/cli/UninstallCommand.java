package io.pgreplicator.cli;

import io.pgreplicator.Replicator;
import io.pgreplicator.cli.progress.EventLines;
import io.pgreplicator.cli.text.UninstallText;
import io.pgreplicator.telemetry.UninstallReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Leaves both databases as if the replicator had never been there, except for the copied rows. Confined to one thread. */
@Command(
        name = "uninstall",
        description =
                "Removes every object of the replicator from both databases, puts back what was taken off the target, and"
                        + " proves that nothing is left.",
        footer = {
            "",
            "Refuses (exit code 3) while the source holds changes that are not on the target. What cannot be put back is named"
                    + " with its SQL (exit code 1); its record stays on the target, and uninstall again tries again."
        })
final class UninstallCommand extends MigrationCommand {
    @Option(
            names = "--force",
            description =
                    "Also when changes of the source were never carried, which are lost then; and drop the record of what"
                            + " cannot be put back, once its SQL is printed.")
    private boolean force;

    UninstallCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        try (Replicator replicator = open(begin(), new EventLines(surroundings.err()))) {
            UninstallReport report = force ? replicator.uninstallForced() : replicator.uninstall();
            surroundings.out().print(UninstallText.of(report));
            return 0;
        }
    }
}
