package io.pgreplicator.benchmarks.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A program that comes with PostgreSQL and is installed on this machine. Immutable.
 *
 * @param executable where it lies
 */
public record ClientProgram(Path executable) {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    /** psql, of Debian's client package. */
    public static ClientProgram psql() {
        return find("psql", "postgresql-client-15");
    }

    /** pgbench, which Debian ships with the server. */
    public static ClientProgram pgbench() {
        return find("pgbench", "postgresql-15");
    }

    private static ClientProgram find(String name, String debianPackage) {
        return Stream.concat(debianFolders(), pathFolders())
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(ClientProgram::new)
                .orElseThrow(() -> new HarnessException(name + " is neither in " + DEBIAN
                        + "/*/bin nor in PATH; install the Debian package " + debianPackage + " (or a newer one)"));
    }

    /** Newest version first: a newer client serves an older server, the reverse not always. */
    private static Stream<Path> debianFolders() {
        if (!Files.isDirectory(DEBIAN)) {
            return Stream.empty();
        }
        try (Stream<Path> versions = Files.list(DEBIAN)) {
            return versions
                    .sorted(Comparator.comparingInt(ClientProgram::major).reversed())
                    .map(version -> version.resolve("bin"))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new HarnessException("cannot list " + DEBIAN, e);
        }
    }

    private static int major(Path folder) {
        String name = String.valueOf(folder.getFileName());
        return name.matches("\\d{1,4}") ? Integer.parseInt(name) : 0;
    }

    private static Stream<Path> pathFolders() {
        String path = System.getenv("PATH");
        return path == null
                ? Stream.empty()
                : Arrays.stream(path.split(":", -1))
                        .filter(entry -> !entry.isEmpty())
                        .map(Path::of);
    }

    /** Ready to be started against a database; standard error is a pipe. */
    public ProcessBuilder command(Login login, List<String> arguments) {
        var line = new ArrayList<String>();
        line.add(executable.toString());
        line.addAll(arguments);
        var builder = new ProcessBuilder(line);
        builder.environment().putAll(login.environment());
        return builder;
    }

    /** Runs to the end; what it printed on both streams. Throws {@link HarnessException} when it failed. */
    public String run(Login login, List<String> arguments) throws InterruptedException {
        try {
            Process process =
                    command(login, arguments).redirectErrorStream(true).start();
            return output(process);
        } catch (IOException e) {
            throw new HarnessException("cannot start " + executable, e);
        }
    }

    /** Reads a started process to its end. Throws {@link HarnessException} with what it printed when it failed. */
    public String output(Process process) throws InterruptedException {
        try {
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            if (exit != 0) {
                throw new HarnessException(executable + " ended with exit code " + exit + ":\n" + text);
            }
            return text;
        } catch (IOException e) {
            throw new HarnessException("cannot read what " + executable + " prints", e);
        }
    }
}
