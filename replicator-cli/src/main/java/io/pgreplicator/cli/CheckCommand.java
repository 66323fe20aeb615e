package io.pgreplicator.cli;

import io.pgreplicator.Replicator;
import io.pgreplicator.cli.console.Console;
import io.pgreplicator.cli.text.CheckText;
import io.pgreplicator.cli.text.Json;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.Finding.Level;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks whether a migration can run, and says what to mend. Confined to one thread. */
@Command(
        name = "check",
        description = "Looks at both databases without changing anything: every finding, with its cure."
                + " With --source alone it looks at the source only, before there is a target.",
        footer = {"", "Exits with 0 when nothing failed, with 3 otherwise."})
final class CheckCommand extends MigrationCommand {
    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    CheckCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        startLog();
        boolean sourceAlone = migration.isSourceAlone(surroundings.environment());
        List<Finding> findings =
                sourceAlone ? Replicator.checkSource(migration.sourceConfig(surroundings.environment())) : checkBoth();
        Console out = surroundings.out();
        out.print(json ? Json.of(findings, sourceAlone) : CheckText.of(findings, sourceAlone, out.paint()));
        return exitCode(findings);
    }

    private List<Finding> checkBoth() {
        try (Replicator replicator = Replicator.open(migration.config(surroundings.environment()))) {
            return replicator.check();
        }
    }

    static int exitCode(List<Finding> findings) {
        return CheckText.count(findings, Level.FAIL) == 0 ? 0 : ErrorCode.PREFLIGHT_FAILED.exitCode();
    }
}
