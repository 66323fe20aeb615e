package io.pgreplicator.cli;

import io.pgreplicator.Replicator;
import io.pgreplicator.cli.progress.EventLines;
import io.pgreplicator.cli.text.UninstallText;
import io.pgreplicator.telemetry.UninstallReport;
import picocli.CommandLine.Command;

/** Ends a move after its cutover. Confined to one thread. */
@Command(
        name = "complete",
        description =
                "Ends the way back after a cutover: brings the side that the applications have left once more up to date, removes"
                        + " every object of the replicator from both databases, and proves that nothing is left.",
        footer = {
            "",
            "Stop 'replicator run' first. End the applications' credentials on the side that they have left before: its gate goes"
                    + " with the rest, so it takes writes again, which nobody carries anywhere. Refuses (exit code 3) when no"
                    + " cutover has ended; after any failure, run it again."
        })
final class CompleteCommand extends MigrationCommand {
    CompleteCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Replicator replicator = open(begin(), new EventLines(surroundings.err()))) {
            UninstallReport report = replicator.complete();
            surroundings.out().print(UninstallText.ofCompletion(report));
            return 0;
        }
    }
}
