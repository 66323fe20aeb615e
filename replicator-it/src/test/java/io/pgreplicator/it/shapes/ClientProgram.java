package io.pgreplicator.it.shapes;

import io.pgreplicator.it.Subprocess;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The installed programs of PostgreSQL's clients. Stateless, thread-safe. */
final class ClientProgram {
    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");
    private static final Path PACKAGES = Path.of("/usr/lib/postgresql");

    private ClientProgram() {}

    /** A program of that major version or a newer one; throws where none is installed. */
    static String path(String name, int major) {
        return candidates(name).stream()
                .filter(program -> major(program) >= major)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Install a " + name + " of PostgreSQL " + major));
    }

    /** The newest major version of that program; 0 for none. */
    static int newest(String name) {
        return candidates(name).stream().mapToInt(ClientProgram::major).max().orElse(0);
    }

    private static int major(String program) {
        Matcher version =
                VERSION.matcher(Subprocess.run(List.of(program, "--version")).output());
        return version.find() ? Integer.parseInt(version.group(1)) : 0;
    }

    private static List<String> candidates(String name) {
        var found = new ArrayList<>(List.of(name));
        if (Files.isDirectory(PACKAGES)) {
            try (DirectoryStream<Path> versions = Files.newDirectoryStream(PACKAGES)) {
                versions.forEach(version ->
                        found.add(version.resolve("bin").resolve(name).toString()));
            } catch (IOException e) {
                throw new IllegalStateException("Cannot read " + PACKAGES, e);
            }
        }
        return found;
    }
}
