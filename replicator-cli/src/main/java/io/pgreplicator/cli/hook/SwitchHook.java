package io.pgreplicator.cli.hook;

import io.pgreplicator.cli.console.Console;
import io.pgreplicator.cli.console.Secrets;
import io.pgreplicator.connection.ConnectionSettings;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A command that points the applications to the new primary, or does whatever else follows a switch. A shell runs it once, on this
 * machine; its output is printed as it comes, without passwords. Thread-safe.
 */
public final class SwitchHook {
    private static final int MOST_OUTPUT = 64 * 1024;
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final ProcessBuilder shell;
    private final Duration limit;
    private final Console console;
    private final StringBuilder output = new StringBuilder();
    private @Nullable Thread thread;
    private volatile @Nullable Result result;

    /**
     * How it went. Immutable.
     *
     * @param exit its exit code; null when it did not end in time or could not be started
     * @param seconds how long it took
     * @param output the last 64 KiB of what it printed, without passwords
     */
    public record Result(@Nullable Integer exit, double seconds, String output) {
        /** Whether it has done what it was to do. */
        public boolean isDone() {
            return exit != null && exit == 0;
        }
    }

    /**
     * A hook that was not run yet.
     *
     * @param limit after which it is ended
     * @param old the side that refuses writes from the switch on
     * @param now the side that takes them
     * @param console where its output goes
     */
    public SwitchHook(String command, Duration limit, ConnectionSettings old, ConnectionSettings now, Console console) {
        this.shell = new ProcessBuilder("sh", "-c", command)
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"));
        this.limit = limit;
        this.console = console;
        describe("REPLICATOR_OLD_", old, shell.environment());
        describe("REPLICATOR_NEW_", now, shell.environment());
    }

    /** As libpq names it: PGSSLMODE becomes REPLICATOR_NEW_SSLMODE. */
    private static void describe(String prefix, ConnectionSettings database, Map<String, String> environment) {
        database.libpqEnvironment()
                .forEach((name, value) ->
                        environment.put(prefix + name.substring(2).toUpperCase(Locale.ROOT), value));
        environment.put(prefix + "URI", database.uri());
    }

    /** Starts it, unless it was started; returns at once. */
    public synchronized void start() {
        if (thread == null) {
            var running = new Thread(this::run, "on-switch");
            running.setDaemon(true);
            running.start();
            thread = running;
        }
    }

    /** Starts it, unless it was started, and waits for its end. */
    public Result await() throws InterruptedException {
        start();
        started().join();
        return Objects.requireNonNull(result);
    }

    private synchronized Thread started() {
        return Objects.requireNonNull(thread);
    }

    private void run() {
        long beganNanos = System.nanoTime();
        Integer exit = null;
        try {
            exit = exitOf(shell.start());
        } catch (IOException e) {
            note("cannot be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (output) {
                result = new Result(exit, (System.nanoTime() - beganNanos) / 1e9, output.toString());
            }
        }
    }

    private @Nullable Integer exitOf(Process process) throws InterruptedException {
        var reader = new Thread(() -> read(process), "on-switch-output");
        reader.setDaemon(true);
        reader.start();
        boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
            note("ended by the replicator, because it took longer than " + limit.toSeconds() + " s");
            end(process);
        }
        // what it left in the background may hold its output open
        reader.join(GRACE.toMillis());
        return ended ? (Integer) process.exitValue() : null;
    }

    private static void end(Process process) throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }

    private void read(Process process) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), Console.CHARSET))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                note(line);
            }
        } catch (IOException e) {
            // it was ended
        }
    }

    private void note(String line) {
        String shown = Secrets.hidden(line);
        console.print("on-switch: " + shown);
        synchronized (output) {
            output.append(shown).append('\n');
            output.delete(0, Math.max(0, output.length() - MOST_OUTPUT));
        }
    }
}
