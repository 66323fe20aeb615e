package io.pgreplicator.cli;

import io.pgreplicator.Replicator;
import io.pgreplicator.cli.console.Console;
import io.pgreplicator.cli.text.CheckText;
import io.pgreplicator.cli.text.Json;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.telemetry.CheckReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Checks whether a migration can run, and says what to fix. Confined to one thread. */
@Command(
        name = "check",
        description = "Looks at both databases without changing anything: every finding, with its cure."
                + " With --source alone it looks at the source only, before there is a target.",
        footer = {"", "Exits with 0 when nothing failed, with 3 otherwise."})
final class CheckCommand extends MigrationCommand {
    @Option(names = "--json", description = "Print one JSON object; also when the configuration cannot be used.")
    private boolean json;

    CheckCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        startLog();
        boolean sourceAlone = migration.isSourceAlone(surroundings.environment());
        CheckReport report =
                sourceAlone ? Replicator.checkSource(migration.sourceConfig(surroundings.environment())) : checkBoth();
        Console out = surroundings.out();
        out.print(json ? Json.of(report) : CheckText.of(report, out.paint()));
        return exitCode(report);
    }

    private CheckReport checkBoth() {
        try (Replicator replicator = Replicator.open(migration.config(surroundings.environment()))) {
            return replicator.check();
        }
    }

    static int exitCode(CheckReport report) {
        return report.isOk() ? 0 : ErrorCode.PREFLIGHT_FAILED.exitCode();
    }
}
