package io.pgreplicator.cli.option;

import io.pgreplicator.config.Setting;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the environment variables specify: REPLICATOR_SOURCE, REPLICATOR_TARGET, REPLICATOR_CONFIG, and REPLICATOR_SCHEMAS,
 * REPLICATOR_EXCLUDE_SCHEMAS, REPLICATOR_TABLES, REPLICATOR_EXCLUDE_TABLES with commas between patterns; and each setting.
 * Stateless, thread-safe.
 */
final class Environment {
    private Environment() {}

    static @Nullable Path configFile(Map<String, String> environment) {
        String file = text(environment, "REPLICATOR_CONFIG");
        return file == null ? null : Path.of(file);
    }

    static Choices choices(Map<String, String> environment) {
        return new Choices(
                text(environment, "REPLICATOR_SOURCE"),
                text(environment, "REPLICATOR_TARGET"),
                patterns(environment, "REPLICATOR_SCHEMAS"),
                patterns(environment, "REPLICATOR_EXCLUDE_SCHEMAS"),
                patterns(environment, "REPLICATOR_TABLES"),
                patterns(environment, "REPLICATOR_EXCLUDE_TABLES"),
                settings(environment));
    }

    /** {@code copy.chunk-size} becomes REPLICATOR_COPY_CHUNK_SIZE. */
    private static Map<String, String> settings(Map<String, String> environment) {
        var settings = new HashMap<String, String>();
        for (Setting setting : Setting.values()) {
            String value = text(environment, "REPLICATOR_" + setting.name());
            if (value != null) {
                settings.put(setting.key(), value);
            }
        }
        return settings;
    }

    private static @Nullable String text(Map<String, String> environment, String name) {
        String value = environment.getOrDefault(name, "").strip();
        return value.isEmpty() ? null : value;
    }

    private static List<String> patterns(Map<String, String> environment, String name) {
        String value = environment.getOrDefault(name, "");
        return Arrays.stream(value.split(",", -1))
                .map(String::strip)
                .filter(pattern -> !pattern.isEmpty())
                .toList();
    }
}
