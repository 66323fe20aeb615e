package io.pgreplicator.benchmarks.peer;

import io.pgreplicator.benchmarks.server.HarnessException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** One running process of the replicator, watched from outside until it ends. Thread-safe. */
public final class ReplicatorProcess {
    private static final long SAMPLE_MILLIS = 50;
    private static final int LOG_LINES = 40;
    private static final int STOP_SECONDS = 60;

    private final Process process;
    private final Path log;
    private final long startNanos = System.nanoTime();
    private final long logBytesBefore;
    private final Thread sampler;
    private volatile long endNanos;
    private volatile ProcessUsage usage = ProcessUsage.NONE;

    /**
     * Watches a process that has just been started.
     *
     * @param logBytesBefore how long the log was before
     */
    ReplicatorProcess(Process process, Path log, long logBytesBefore) {
        this.process = process;
        this.log = log;
        this.logBytesBefore = logBytesBefore;
        this.sampler = new Thread(this::sample, "usage-sampler");
        sampler.setDaemon(true);
        sampler.start();
    }

    /** The processor time of the last few milliseconds may be missing: a process that has ended cannot be asked. */
    private void sample() {
        try {
            do {
                usage = usage.max(ProcessUsage.of(process.pid()));
            } while (!process.waitFor(SAMPLE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (IOException e) {
            // it ended between the two
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it ended by itself within that time. */
    public boolean endsWithin(long millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    /** Waits until it has printed something or ended: starting a JVM takes seconds on a busy machine. */
    public void awaitFirstOutput() throws InterruptedException {
        while (log.toFile().length() <= logBytesBefore && !endsWithin(SAMPLE_MILLIS)) {
            // looks again
        }
    }

    /** Waits until it has printed that or ended. */
    public void awaitOutput(String wanted) throws IOException, InterruptedException {
        while (!output().contains(wanted) && !endsWithin(SAMPLE_MILLIS)) {
            // looks again
        }
    }

    private String output() throws IOException {
        try (InputStream in = Files.newInputStream(log)) {
            in.skipNBytes(logBytesBefore);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Waits for its end and returns the seconds it ran. Throws {@link HarnessException} unless it ended with 0. */
    public double awaitSuccess() throws InterruptedException {
        int exit = process.waitFor();
        endNanos = System.nanoTime();
        sampler.join();
        if (exit != 0) {
            throw new HarnessException(
                    "the replicator ended with exit code " + exit + "; the end of " + log + ":\n" + endOfLog());
        }
        return (endNanos - startNanos) / 1e9;
    }

    /** Asks it to end at a safe point and waits. Throws {@link HarnessException} unless it ended with 0. */
    public void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            kill();
            throw new HarnessException("the replicator did not stop within " + STOP_SECONDS + " s of SIGTERM");
        }
        awaitSuccess();
    }

    /** SIGKILL, and waits until it is gone. Does nothing when it has ended before. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** What it has used; final once it has ended. */
    public ProcessUsage usage() {
        return usage;
    }

    private String endOfLog() {
        try {
            var lines = Files.readString(log, StandardCharsets.UTF_8).lines().toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "(not readable: " + e.getMessage() + ")";
        }
    }
}
