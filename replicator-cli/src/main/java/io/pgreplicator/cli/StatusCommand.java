package io.pgreplicator.cli;

import io.pgreplicator.Replicator;
import io.pgreplicator.cli.console.Console;
import io.pgreplicator.cli.text.Json;
import io.pgreplicator.cli.text.StatusText;
import io.pgreplicator.telemetry.Progress;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the state of a migration, from any machine that reaches both databases. Confined to one thread. */
@Command(name = "status", description = "Shows the phase, the progress of each table, the lag and the last error.")
final class StatusCommand extends MigrationCommand {
    private static final long WATCH_MILLIS = 1_000;

    @Option(names = "--watch", description = "Show it each second until interrupted.")
    private boolean watch;

    @Option(
            names = "--json",
            description = "Print one JSON object, with --watch one a line; also when the configuration cannot be used.")
    private boolean json;

    StatusCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Replicator replicator = Replicator.open(begin())) {
            show(replicator.status());
            while (watch && !surroundings.out().stream().checkError()) {
                Thread.sleep(WATCH_MILLIS);
                show(replicator.status());
            }
            return 0;
        }
    }

    private void show(Progress progress) {
        Console out = surroundings.out();
        if (json) {
            out.print(Json.of(progress));
        } else if (!watch) {
            out.print(StatusText.of(progress, out.paint()));
        } else if (out.isTerminal()) {
            out.redraw(StatusText.of(progress, out.paint()));
        } else {
            out.print(LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + " "
                    + StatusText.line(progress));
        }
    }
}
