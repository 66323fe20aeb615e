package io.pgreplicator.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.error.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class MigrationOptionsTest {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "REPLICATOR_SOURCE", "postgresql://env@env/env",
            "REPLICATOR_TARGET", "postgresql://env@env-target/env",
            "REPLICATOR_TABLES", "env_a, env_b",
            "REPLICATOR_COPY_STREAMS", "9",
            "REPLICATOR_ROUNDS_APPLIERS", "9",
            "REPLICATOR_COPY_INDEX_WORKERS", "9");

    @TempDir
    Path folder = Path.of("");

    @Test
    void flagsCountBeforeTheFileAndTheFileBeforeTheEnvironment() throws IOException {
        String file = file("""
                source: postgresql://file@file/file
                tables: [file_a]
                exclude-tables: file_b
                settings:
                  copy:
                    streams: 5
                  rounds.appliers: 5
                """);
        ReplicatorConfig config = config(
                ENVIRONMENT,
                "--config",
                file,
                "--source",
                "postgresql://flag@flag/flag",
                "--set",
                "copy.streams=2",
                "--exclude-schema",
                "a",
                "--exclude-schema",
                "b");
        assertThat(config.source().host()).isEqualTo("flag");
        assertThat(config.target().host()).isEqualTo("env-target");
        assertThat(config.tables())
                .isEqualTo(new TableFilter(List.of(), List.of("a", "b"), List.of("file_a"), List.of("file_b")));
        assertThat(config.copy().streams()).isEqualTo(2);
        assertThat(config.rounds().appliers()).isEqualTo(5);
        assertThat(config.copy().indexWorkers()).isEqualTo(9);
    }

    @Test
    void findsTheFileByTheEnvironment() throws IOException {
        String file = file("source: postgresql://a@source/db\ntarget: postgresql://b@target/db\n");
        assertThat(config(Map.of("REPLICATOR_CONFIG", file)).target().host()).isEqualTo("target");
    }

    @Test
    void namesEveryProblemOfTheFileWithItsLine() throws IOException {
        String file = file("""
                source: postgresql://u:sekret@host/db
                taget: service=x
                settings:
                  copy:
                    streams: 9999
                  rounds.batch-size: 1parsec
                tables:
                schemas: [a, [b]]
                source: again
                """);
        assertThatThrownBy(() -> config(Map.of(), "--config", file, "--target", "postgresql://b@target/db"))
                .isInstanceOf(ConfigException.class)
                .extracting(failure -> String.valueOf(failure.getMessage()).replace(file, "FILE"))
                .asString()
                .isEqualToIgnoringNewLines("""
                        FILE:2: unknown key 'taget'; did you mean 'target'?
                        FILE:7: 'tables' has no value
                        FILE:8: 'schemas' takes one value
                        FILE:9: 'source' is given twice, first in line 1
                        FILE:5: copy.streams is out of range: it may be 1 to 64
                        FILE:6: rounds.batch-size: '1parsec' is not a size such as 512, 64kB, 8MB or 1GB""");
    }

    @Test
    void doesNotBlameTheFileForAFlag() throws IOException {
        String file = file("settings: {copy.streams: 3}\n");
        assertThatThrownBy(() -> config(ENVIRONMENT, "--config", file, "--set", "copy.streams=0"))
                .hasMessage("copy.streams is out of range: it may be 1 to 64");
    }

    @Test
    void saysWhereTheFileIsNotYaml() throws IOException {
        String file = file("target: x\nsource: postgresql://u:sekret@h/db: y\n");
        assertThatThrownBy(() -> config(Map.of(), "--config", file))
                .isInstanceOf(ConfigException.class)
                .hasMessage(file + ":2: this is not valid YAML (mapping values are not allowed here)");
    }

    @Test
    void saysThatTheFileDoesNotExist() {
        assertThatThrownBy(() -> config(Map.of(), "--config", "/no/such/file.yaml"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("the configuration file /no/such/file.yaml does not exist");
    }

    @Test
    void refusesAListAtTheTop() throws IOException {
        String file = file("- source\n");
        assertThatThrownBy(() -> config(ENVIRONMENT, "--config", file))
                .hasMessage(file + ":1: expected 'key: value' lines, such as 'source: service=heroku'");
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("move.yaml"), text).toString();
    }

    private static ReplicatorConfig config(Map<String, String> environment, String... arguments) {
        return CommandLine.populateCommand(new Verb(), arguments).options.config(environment);
    }

    /** A command with nothing but these options. */
    @Command(name = "verb")
    static final class Verb {
        @Mixin
        private final MigrationOptions options = new MigrationOptions();
    }
}
