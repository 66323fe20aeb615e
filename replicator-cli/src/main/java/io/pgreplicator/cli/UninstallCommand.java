package io.pgreplicator.cli;

import io.pgreplicator.Replicator;
import io.pgreplicator.cli.progress.EventLines;
import io.pgreplicator.cli.text.UninstallText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
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
                    + " with its SQL (exit code 1); its record stays on the target, and uninstall again tries again.",
            "",
            "--source-only and --target-only leave one database when the other one is gone, or is made anew; only that database has to"
                    + " be given. Nothing is asked of the other one, so changes that it lacks are discarded, and their number is"
                    + " printed. A database that refuses writers is refused (exit code 3) without --force. Where it belongs to two"
                    + " migrations, as the target of one and the source of another, the other one stays."
        })
final class UninstallCommand extends MigrationCommand {
    @Option(
            names = "--force",
            description =
                    "Also when changes of the source were never carried, which are lost then; and drop the record of what"
                            + " cannot be put back, once its SQL is printed. With --source-only or --target-only: also a side that"
                            + " refuses writers, since a cutover or because it was prepared for one.")
    private boolean force;

    @ArgGroup
    private @Nullable One one;

    /** One side, when the other one is gone. */
    private static final class One {
        @Option(
                names = "--source-only",
                description = "Only the source, when the target is gone: nothing is asked of the target.")
        private boolean source;

        @Option(
                names = "--target-only",
                description = "Only the target, when the source is gone: nothing is asked of the source.")
        private boolean target;
    }

    UninstallCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        var lines = new EventLines(surroundings.err());
        if (one != null && one.source) {
            startLog();
            tell(UninstallText.ofSource(
                    Replicator.uninstallSourceAlone(migration.sourceConfig(surroundings.environment()), force, lines)));
            return 0;
        }
        if (one != null && one.target) {
            startLog();
            tell(UninstallText.ofTarget(
                    Replicator.uninstallTargetAlone(migration.targetConfig(surroundings.environment()), force, lines)));
            return 0;
        }
        try (Replicator replicator = open(begin(), lines)) {
            tell(UninstallText.of(force ? replicator.uninstallForced() : replicator.uninstall()));
            return 0;
        }
    }

    private void tell(String text) {
        surroundings.out().print(text);
    }
}
