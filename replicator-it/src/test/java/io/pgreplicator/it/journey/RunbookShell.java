package io.pgreplicator.it.journey;

import io.pgreplicator.it.ReplicatorProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The shell of whoever follows a runbook, in an empty directory: with {@code replicator} on its path, and stand-ins for the clients of
 * Heroku and AWS. Confined to the test thread.
 */
final class RunbookShell implements AutoCloseable {
    private static final long LIMIT_SECONDS = 120;

    private final Path directory;
    private final Path bin;
    private final Map<String, String> substitutions;

    /** {@code substitutions}: what stands in the document, and what is meant here. */
    RunbookShell(Path directory, Map<String, String> substitutions) throws IOException {
        this.directory = directory;
        this.bin = Files.createDirectory(directory.resolve("bin"));
        this.substitutions = substitutions;
        String replicator = ReplicatorProcess.command(Map.of()).stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" ", "#!/bin/sh\nexec ", " \"$@\"\n"));
        executable("replicator", replicator);
        executable("heroku", resource("runbook/heroku"));
        executable("aws", resource("runbook/aws"));
    }

    /** Where the application finds its database. */
    Path databaseUrl() {
        return directory.resolve("DATABASE_URL");
    }

    String substitute(String text) {
        String meant = text;
        for (Map.Entry<String, String> one : substitutions.entrySet()) {
            meant = meant.replace(one.getKey(), one.getValue());
        }
        return meant;
    }

    /** What came of a block. Immutable. */
    record Outcome(int exitCode, String printed) {}

    /** Runs a block of commands to its end; what it leaves in the background goes on. Both outputs are one. */
    Outcome run(String commands) throws IOException, InterruptedException {
        String script = "if [ -f move.env ]; then . ./move.env; fi\n" + substitute(commands);
        Path printed = directory.resolve("printed");
        var builder = new ProcessBuilder("bash", "-c", script)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .redirectOutput(printed.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(variable -> variable.startsWith("PG") || variable.startsWith("REPLICATOR_"));
        environment.put("PATH", bin + ":" + environment.get("PATH"));
        environment.put("HEROKU_DATABASE_URL", databaseUrl().toString());
        environment.put("AWS_BUCKETS", directory.resolve("buckets").toString());
        Process process = builder.start();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            throw new AssertionError(
                    "Still running after " + LIMIT_SECONDS + " s:\n" + commands + "\n" + Files.readString(printed));
        }
        return new Outcome(process.exitValue(), Files.readString(printed));
    }

    private void executable(String name, String text) throws IOException {
        Files.setPosixFilePermissions(
                Files.writeString(bin.resolve(name), text), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    static String resource(String name) throws IOException {
        try (InputStream in = RunbookShell.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name + " is not there");
            }
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    /** Ends what was left in the background, by the files with its process ids. */
    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".pid")).toList()) {
                ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
                        .ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }
}
