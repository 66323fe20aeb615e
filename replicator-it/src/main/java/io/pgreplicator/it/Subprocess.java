package io.pgreplicator.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The outcome of a short command of the operating system. Immutable. */
public record Subprocess(List<String> command, int exitCode, String output) {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Runs a command to its end; blocks for two minutes at most. A command that cannot be started exits with 127. */
    public static Subprocess run(List<String> command) {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .start();
        } catch (IOException e) {
            return new Subprocess(command, 127, String.valueOf(e.getMessage()));
        }
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("Still running after " + LIMIT + ": " + command);
            }
            return new Subprocess(command, process.exitValue(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for " + command, e);
        } finally {
            process.destroyForcibly();
        }
    }

    public boolean succeeded() {
        return exitCode == 0;
    }

    /** The output of a command that must not fail. */
    public String orThrow() {
        if (!succeeded()) {
            throw new IllegalStateException(command + " exited with " + exitCode + ":\n" + output);
        }
        return output;
    }
}
