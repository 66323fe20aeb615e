package io.pgreplicator.schema;

import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * pg_dump and pg_restore of one installation. Immutable.
 *
 * @param directory where both are
 * @param major their major version
 */
record PostgresTools(Path directory, int major) {
    /** Directories of packages, in addition to the search path; a star stands for a version. */
    private static final List<String> PLACES = List.of(
            "/usr/lib/postgresql/*/bin",
            "/usr/pgsql-*/bin",
            "/opt/homebrew/opt/libpq/bin",
            "/opt/homebrew/opt/postgresql*/bin",
            "/usr/local/opt/libpq/bin",
            "/usr/local/opt/postgresql*/bin",
            "/Library/PostgreSQL/*/bin");

    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");

    /** From 17 on pg_restore sets transaction_timeout, which older servers reject. */
    private static final int LAST_FOR_OLDER_SERVERS = 16;

    /**
     * The best installation: the newest that is not newer than the target. If there is none, throws {@link
     * ReplicatorException} naming the package to install.
     */
    static PostgresTools find(int source, int target) {
        List<PostgresTools> found = installed(directories(String.valueOf(System.getenv("PATH"))));
        return choose(found, source, target);
    }

    /** Chooses from what is installed. */
    static PostgresTools choose(List<PostgresTools> found, int source, int target) {
        Comparator<PostgresTools> byMajor = Comparator.comparingInt(PostgresTools::major);
        return found.stream()
                .filter(tools -> tools.major >= source && tools.major <= target)
                .max(byMajor)
                .or(() -> found.stream()
                        .filter(tools -> tools.major >= source && tools.major <= LAST_FOR_OLDER_SERVERS)
                        .min(byMajor))
                .orElseThrow(() -> missing(found, source, target));
    }

    /** The major version in the output of {@code --version}; empty when there is none. */
    static OptionalInt major(String output) {
        Matcher matcher = VERSION.matcher(output);
        return matcher.find() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    String program(String name) {
        return directory.resolve(name).toString();
    }

    private static ReplicatorException missing(List<PostgresTools> found, int source, int target) {
        String versions = found.stream()
                .map(tools -> tools.major + " (" + tools.directory + ")")
                .collect(Collectors.joining(", "));
        return new ReplicatorException(
                ErrorCode.TOOL_MISSING,
                found.isEmpty()
                        ? "pg_dump and pg_restore were found neither on the PATH nor in the usual places."
                        : "No pg_dump fits a source of PostgreSQL " + source + " and a target of " + target
                                + "; found: " + versions + ".",
                "Install the Debian package postgresql-client-" + source + " (Homebrew: postgresql@" + source
                        + "), or create the target's schema by hand.");
    }

    private static List<PostgresTools> installed(Set<Path> directories) {
        var found = new ArrayList<PostgresTools>();
        for (Path directory : directories) {
            if (Files.isExecutable(directory.resolve("pg_dump"))
                    && Files.isExecutable(directory.resolve("pg_restore"))) {
                version(directory).ifPresent(major -> found.add(new PostgresTools(directory, major)));
            }
        }
        return found;
    }

    private static OptionalInt version(Path directory) {
        try {
            String program = directory.resolve("pg_dump").toString();
            return major(
                    ChildProcess.run(List.of(program, "--version"), Map.of()).output());
        } catch (IOException e) {
            return OptionalInt.empty();
        }
    }

    private static Set<Path> directories(String searchPath) {
        var directories = new LinkedHashSet<Path>();
        for (String entry : searchPath.split(":", -1)) {
            if (entry.startsWith("/")) {
                directories.add(Path.of(entry));
            }
        }
        PLACES.forEach(place -> directories.addAll(expand(place)));
        return directories;
    }

    private static List<Path> expand(String place) {
        int star = place.indexOf('*');
        if (star < 0) {
            return List.of(Path.of(place));
        }
        int begin = place.lastIndexOf('/', star) + 1;
        int end = place.indexOf('/', star);
        var found = new ArrayList<Path>();
        try (DirectoryStream<Path> versions =
                Files.newDirectoryStream(Path.of(place.substring(0, begin)), place.substring(begin, end))) {
            versions.forEach(version -> found.add(version.resolve(place.substring(end + 1))));
        } catch (IOException e) {
            return List.of();
        }
        return found;
    }
}
