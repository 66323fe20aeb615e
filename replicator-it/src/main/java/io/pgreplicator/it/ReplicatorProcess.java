package io.pgreplicator.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The replicator as operators run it: {@code replicator.jar} in a JVM of its own with 256 MB. Thread-safe.
 *
 * <p>The environment is this process's without any {@code PG*} variable, so that a test means the same everywhere.
 */
public final class ReplicatorProcess implements AutoCloseable {

    private static final int TAIL_CHARACTERS = 4_000;
    private static final AtomicInteger SERIAL = new AtomicInteger();
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly), "kill-replicators"));
    }

    private final List<String> arguments;
    private final Path stdout;
    private final Path stderr;
    private final Process process;

    private ReplicatorProcess(List<String> arguments, Path stdout, Path stderr, Process process) {
        this.arguments = List.copyOf(arguments);
        this.stdout = stdout;
        this.stderr = stderr;
        this.process = process;
    }

    /** Starts the replicator with these arguments. */
    public static ReplicatorProcess start(String... arguments) {
        return start(List.of(arguments), Map.of(), Map.of());
    }

    /**
     * Starts the replicator.
     *
     * @param arguments the command line behind {@code -jar replicator.jar}
     * @param systemProperties become {@code -Dname=value}
     * @param environment variables on top of the inherited ones
     */
    public static ReplicatorProcess start(
            List<String> arguments, Map<String, String> systemProperties, Map<String, String> environment) {
        List<String> command = command(systemProperties);
        command.addAll(arguments);
        try {
            Path directory = Files.createDirectories(BuildFiles.scratch().resolve("replicator-output"));
            String name = ProcessHandle.current().pid() + "-" + SERIAL.incrementAndGet();
            Path stdout = directory.resolve(name + ".out");
            Path stderr = directory.resolve(name + ".err");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(stdout.toFile()).redirectError(stderr.toFile());
            builder.environment().keySet().removeIf(variable -> variable.startsWith("PG"));
            builder.environment().putAll(environment);
            return new ReplicatorProcess(arguments, stdout, stderr, launch(builder));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + command, e);
        }
    }

    /** What starts the replicator, but for its arguments: java with its options and the jar. */
    public static List<String> command(Map<String, String> systemProperties) {
        // what runs in the background of a shell ignores SIGINT, and so would its children
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx256m");
        // most end within seconds, and the second compiler takes longer than it saves
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(ClassArchive.OPTIONS);
        // what java says of its archive would be taken for the replicator's output
        command.add("-Xlog:cds=off");
        command.add("-Xlog:cds+dynamic=off");
        systemProperties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.add("-jar");
        command.add(BuildFiles.replicatorJar().toString());
        return command;
    }

    private static Process launch(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        process.getOutputStream().close();
        RUNNING.removeIf(earlier -> !earlier.isAlive());
        RUNNING.add(process);
        return process;
    }

    /** The operating system's id of the process. */
    public long pid() {
        return process.pid();
    }

    /** Whether the process has not ended yet. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** All that was written to standard output so far. */
    public String stdout() {
        return read(stdout);
    }

    /** All that was written to standard error so far. */
    public String stderr() {
        return read(stderr);
    }

    /** Ends the process as a power cut would (SIGKILL); blocks until it is gone. */
    public void kill9() {
        process.destroyForcibly();
        waitFor(Duration.ofSeconds(30));
    }

    /** Asks the process to end (SIGTERM); does not wait for it. */
    public void terminate() {
        process.destroy();
    }

    /** Sends it a signal, such as {@code STOP}. */
    public void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Blocks until the process ends.
     *
     * @return its exit code; 137 after SIGKILL, 143 when SIGTERM ended it without a handler
     * @throws AssertionError with the end of the output, when it does not end in time; it goes on running then
     */
    public int waitFor(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("Still running after " + limit + ": " + this);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting for " + this, e);
        }
    }

    /**
     * Blocks until a text appears on standard output or standard error.
     *
     * @throws AssertionError with the end of the output, when it does not appear in time or the process ends before
     */
    public void awaitOutput(String text, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            boolean alive = isAlive();
            if (stdout().contains(text) || stderr().contains(text)) {
                return;
            }
            if (!alive || System.nanoTime() > deadline) {
                throw new AssertionError("'" + text + "' did not appear within " + limit + ": " + this);
            }
            pause();
        }
    }

    /** Kills the process if it still runs. */
    @Override
    public void close() {
        if (isAlive()) {
            kill9();
        }
    }

    /** The arguments, whether it runs, and the end of its output. */
    @Override
    public String toString() {
        String state = isAlive() ? "running as " + pid() : "exited with " + process.exitValue();
        return "replicator " + arguments + ", " + state + "\n--- stdout\n" + tail(stdout()) + "\n--- stderr\n"
                + tail(stderr());
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting for output", e);
        }
    }

    private static String tail(String text) {
        return text.substring(Math.max(0, text.length() - TAIL_CHARACTERS));
    }

    private static String read(Path file) {
        try {
            // Decoded leniently: a process that is being killed may stop in the middle of a character.
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
