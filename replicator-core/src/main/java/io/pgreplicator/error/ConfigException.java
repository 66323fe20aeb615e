package io.pgreplicator.error;

import java.util.List;

/** The configuration cannot be used; it names every problem at once, not the first. Immutable. */
public final class ConfigException extends ReplicatorException {
    private static final long serialVersionUID = 1L;

    public ConfigException(List<String> problems) {
        this(problems, "Correct the settings named above; 'replicator help' lists them all.");
    }

    public ConfigException(String problem, String cure) {
        this(List.of(problem), cure);
    }

    private ConfigException(List<String> problems, String cure) {
        super(ErrorCode.CONFIG_INVALID, String.join("\n", problems), cure);
    }
}
