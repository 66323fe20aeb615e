package io.pgreplicator.cli;

import io.pgreplicator.Replicator;
import io.pgreplicator.cli.progress.EventLines;
import io.pgreplicator.cli.text.Figures;
import io.pgreplicator.config.SchemaOptions;
import io.pgreplicator.error.NameList;
import io.pgreplicator.telemetry.SchemaReport;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Creates the target's schema. Confined to one thread. */
@Command(
        name = "schema",
        description =
                "Creates what the target lacks of the source's schema, with pg_dump, and reports what differs. After a cutover, what"
                        + " the source lacks of the target's.")
final class SchemaCommand extends MigrationCommand {
    @Option(
            names = "--exclude-extension",
            paramLabel = "NAME",
            description = "Not these extensions; * and ? are wildcards.")
    private List<String> excludedExtensions = List.of();

    @Option(
            names = "--exclude-object",
            paramLabel = "PATTERN",
            description = "Not these objects, by kind and name: 'view reporting.*', 'text search *'.")
    private List<String> excludedObjects = List.of();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    SchemaCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        SchemaOptions options = options();
        try (Replicator replicator = Replicator.open(begin(), new EventLines(surroundings.err()))) {
            surroundings.out().print(report(replicator.createSchema(options)));
            return 0;
        }
    }

    private SchemaOptions options() {
        try {
            return new SchemaOptions(Stream.concat(
                            excludedExtensions.stream().map(name -> "extension " + name), excludedObjects.stream())
                    .toList());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
        }
    }

    static String report(SchemaReport report) {
        String notCompared = report.notCompared().isEmpty()
                ? ""
                : "Not compared is the text of queries that servers of two major versions word in their own way: "
                        + NameList.of(report.notCompared()) + ".\n";
        String from = report.reverse() ? "target" : "source";
        String to = report.reverse() ? "source" : "target";
        String waiting = report.waiting().isEmpty()
                ? ""
                : "Taken off the " + to + " until the replicator restores "
                        + (report.waiting().size() == 1 ? "it" : "them") + ": " + NameList.of(report.waiting()) + ".\n";
        if (report.differences().isEmpty() && !report.waiting().isEmpty()) {
            return waiting + notCompared + "Otherwise the " + to + "'s schema equals the " + from + "'s.";
        }
        return report.isEqual()
                ? "The " + to + "'s schema equals the " + from
                        + "'s, in definitions and in the privileges of roles that both sides have.\n" + notCompared
                        + "'replicator verify' says what is never compared."
                : report.differences().stream().map(one -> one.text(from, to)).collect(Collectors.joining("\n"))
                        + "\n\n" + waiting + notCompared
                        + Figures.count(report.differences().size(), "difference")
                        + "; 'replicator check' says which of them stand in the way.";
    }
}
