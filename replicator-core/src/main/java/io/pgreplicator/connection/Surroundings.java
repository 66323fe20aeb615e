package io.pgreplicator.connection;

import io.pgreplicator.error.ConfigException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The process environment of a connection: variables, home directory, user name. Immutable. */
final class Surroundings {
    private final Map<String, String> environment;

    Surroundings(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** A variable; an empty one counts as not set. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    /** The operating system's user, libpq's default role. */
    String userName() {
        return System.getProperty("user.name", "");
    }

    /** A file in the home directory, which is HOME if set, as in libpq. */
    Path inHome(String name) {
        String home = variable("HOME").orElseGet(() -> System.getProperty("user.home", ""));
        return path(home, "of the home directory").resolve(name);
    }

    /** The same, if it exists. */
    Optional<Path> existingInHome(String name) {
        return Optional.of(inHome(name)).filter(Files::exists);
    }

    /** A path from its text. Throws {@link ConfigException} when no file can have that name. */
    static Path path(String text, String origin) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new ConfigException(
                    "the file name " + origin + " cannot be the name of a file", "Write the path of an existing file.");
        }
    }
}
