package io.pgreplicator.cli.option;

import io.pgreplicator.cli.console.Secrets;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.Settings;
import io.pgreplicator.config.SourceConfig;
import io.pgreplicator.config.TargetConfig;
import io.pgreplicator.error.ConfigException;
import io.pgreplicator.error.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Which two databases, which tables, and which settings. Flags override the configuration file, and the file overrides the
 * environment. Filled by the parser; confined to one thread.
 */
public final class MigrationOptions {
    @Option(
            names = "--source",
            paramLabel = "URI",
            description = {
                "The database to copy and follow: postgresql://user@host/db, jdbc:postgresql://...,"
                        + " service=NAME or \"host=... dbname=...\"."
            })
    private @Nullable String source;

    @Option(names = "--target", paramLabel = "URI", description = "The database that receives, in the same forms.")
    private @Nullable String target;

    @Option(names = "--config", paramLabel = "FILE", description = "All of this in one YAML file.")
    private @Nullable Path file;

    @Option(names = "--schema", paramLabel = "PATTERN", description = "Only these schemas; * and ? are wildcards.")
    private List<String> schemas = List.of();

    @Option(names = "--exclude-schema", paramLabel = "PATTERN", description = "Not these schemas.")
    private List<String> excludedSchemas = List.of();

    @Option(names = "--table", paramLabel = "PATTERN", description = "Only these tables: name or schema.name.")
    private List<String> tables = List.of();

    @Option(names = "--exclude-table", paramLabel = "PATTERN", description = "Not these tables.")
    private List<String> excludedTables = List.of();

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting; 'replicator help' lists them.")
    private Map<String, String> settings = new LinkedHashMap<>();

    /** The migration as specified by all places together. Throws {@link ConfigException} naming every problem. */
    public ReplicatorConfig config(Map<String, String> environment) {
        ReplicatorConfig config = built(environment, ReplicatorConfig.Builder::build);
        Secrets.know(config.source().secrets());
        Secrets.know(config.target().secrets());
        return config;
    }

    /** As {@link #config}, for a migration whose target does not exist yet. */
    public SourceConfig sourceConfig(Map<String, String> environment) {
        SourceConfig config = built(environment, ReplicatorConfig.Builder::buildSource);
        Secrets.know(config.source().secrets());
        return config;
    }

    /** As {@link #config}, for a migration whose source is gone. */
    public TargetConfig targetConfig(Map<String, String> environment) {
        TargetConfig config = built(environment, ReplicatorConfig.Builder::buildTarget);
        Secrets.know(config.target().secrets());
        return config;
    }

    /** Whether a source is given and a target is not. */
    public boolean isSourceAlone(Map<String, String> environment) {
        Choices choices = choices(environment, file(environment, new ArrayList<>()));
        return choices.source() != null && choices.target() == null;
    }

    private <T> T built(Map<String, String> environment, Function<ReplicatorConfig.Builder, T> build) {
        var problems = new ArrayList<Problem>();
        ConfigFile read = file(environment, problems);
        Choices choices = choices(environment, read);
        ReplicatorConfig.Builder builder = builder(choices);
        try {
            Settings.apply(builder, choices.settings());
        } catch (ConfigException e) {
            e.problems().stream()
                    .map(problem -> problem.settings().stream().anyMatch(settings::containsKey)
                            ? problem
                            : read.placed(problem))
                    .forEach(problems::add);
        }
        try {
            T config = build.apply(builder);
            if (problems.isEmpty()) {
                return config;
            }
        } catch (ConfigException e) {
            problems.addAll(e.problems());
        }
        throw new ConfigException(problems);
    }

    private ConfigFile file(Map<String, String> environment, List<Problem> problems) {
        Path chosen = file != null ? file : Environment.configFile(environment);
        return chosen == null ? ConfigFile.NONE : ConfigFile.read(chosen, problems);
    }

    /** What all places specify; from now on every password in it is hidden, including overridden ones. */
    private Choices choices(Map<String, String> environment, ConfigFile read) {
        List<Choices> places = List.of(flags(), read.choices(), Environment.choices(environment));
        for (Choices place : places) {
            Stream.of(place.source(), place.target())
                    .flatMap(Stream::ofNullable)
                    .forEach(typed -> Secrets.knowTyped(List.of(typed)));
        }
        String password = environment.get("PGPASSWORD");
        if (password != null) {
            Secrets.know(List.of(password));
        }
        return places.get(0).over(places.get(1)).over(places.get(2));
    }

    private Choices flags() {
        return new Choices(source, target, schemas, excludedSchemas, tables, excludedTables, settings);
    }

    private static ReplicatorConfig.Builder builder(Choices choices) {
        ReplicatorConfig.Builder builder = ReplicatorConfig.builder().tables(choices.tableFilter());
        if (choices.source() != null) {
            builder.source(choices.source());
        }
        if (choices.target() != null) {
            builder.target(choices.target());
        }
        return builder;
    }
}
