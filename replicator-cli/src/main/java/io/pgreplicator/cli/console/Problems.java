package io.pgreplicator.cli.console;

import io.pgreplicator.error.ConfigException;
import java.util.List;

/** The problems that one configuration failure names. Stateless, thread-safe. */
public final class Problems {
    private Problems() {}

    public static List<String> of(ConfigException failure) {
        return in(String.valueOf(failure.getMessage()));
    }

    /** One problem begins on each line, but indented lines go on with the one before. */
    static List<String> in(String message) {
        return List.of(message.split("\n(?! )", -1));
    }
}
