package io.pgreplicator.cli;

import io.pgreplicator.Replicator;
import io.pgreplicator.cli.console.Console;
import io.pgreplicator.cli.progress.EventLines;
import io.pgreplicator.cli.text.HtmlReport;
import io.pgreplicator.cli.text.Json;
import io.pgreplicator.cli.text.VerifyText;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.VerifyOptions;
import io.pgreplicator.connection.ConnectionSettings;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.telemetry.VerifyReport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares both sides while they live. Confined to one thread. */
@Command(
        name = "verify",
        description =
                "Compares every row of both sides while writers and a replicator go on, names each row that differs, and"
                        + " compares definitions, privileges and sequences.",
        footer = {
            "",
            "Changes nothing without --repair. Exits with 0 when everything is equal, with 4 when something differs or could not be compared."
        })
final class VerifyCommand extends MigrationCommand {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(
            paramLabel = "TABLE",
            arity = "0..*",
            description = "Only these tables: name or schema.name; * and ? are wildcards.")
    private List<String> only = List.of();

    @Option(names = "--streams", paramLabel = "N", description = "Tables compared concurrently; 2 by default.")
    private @Nullable Integer streams;

    @Option(
            names = "--load",
            paramLabel = "X",
            description =
                    "Fraction of the time in which each stream keeps the servers busy; 0.5 by default, 1 at most.")
    private @Nullable Double load;

    @Option(
            names = "--max-lag",
            paramLabel = "SECONDS",
            description = "Wait while the target is further behind its source than that; 10 by default, 0 for never.")
    private @Nullable Long maxLag;

    @Option(
            names = "--repair",
            description =
                    "Mark the rows that differ as changed, so that the next round brings them from the source, and look again."
                            + " It takes a running replicator.")
    private boolean repair;

    @Option(names = "--rows", description = "Only rows: neither definitions nor privileges nor sequences.")
    private boolean rows;

    @Option(names = "--objects", description = "Only definitions, privileges and sequences, but no rows.")
    private boolean objects;

    @Option(names = "--report", paramLabel = "FILE", description = "Also write the result as an HTML page.")
    private @Nullable Path page;

    @Option(names = "--json", description = "Print one JSON object; also when the configuration cannot be used.")
    private boolean json;

    VerifyCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        VerifyOptions options = options();
        ReplicatorConfig config = begin();
        try (Replicator replicator = open(config, new EventLines(surroundings.err()))) {
            VerifyReport report = replicator.verify(options);
            if (page != null) {
                surroundings.write(
                        page,
                        HtmlReport.of(
                                report,
                                name(config.source()),
                                name(config.target()),
                                ZonedDateTime.now(ZoneId.systemDefault())));
            }
            Console out = surroundings.out();
            out.print(json ? Json.of(report) : VerifyText.of(report, out.paint()));
            return exitCode(report);
        }
    }

    private static String name(ConnectionSettings database) {
        return database.database() + " on " + database.host() + ":" + database.port();
    }

    private VerifyOptions options() {
        VerifyOptions options = VerifyOptions.defaults().withTables(only);
        try {
            options = streams == null ? options : options.withStreams(streams);
            options = load == null ? options : options.withLoad(load);
            options = maxLag == null ? options : options.withMaxLag(Duration.ofSeconds(maxLag));
            options = repair ? options.repairing() : options;
            return rows == objects ? options : rows ? options.rowsOnly() : options.objectsOnly();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    static int exitCode(VerifyReport report) {
        return report.isEqual() ? 0 : ErrorCode.ROWS_DIFFER.exitCode();
    }
}
