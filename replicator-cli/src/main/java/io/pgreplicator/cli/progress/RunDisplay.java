package io.pgreplicator.cli.progress;

import io.pgreplicator.cli.console.Console;
import io.pgreplicator.cli.console.Logging;
import io.pgreplicator.telemetry.Progress;
import io.pgreplicator.telemetry.ReplicationEvent;
import io.pgreplicator.telemetry.ReplicationListener;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows a running replication: events as they arrive, and its progress, polled on a thread of its own. The display never
 * stops the work: it omits what it cannot read. Thread-safe.
 */
public final class RunDisplay implements ReplicationListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunDisplay.class);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final Duration LIVE_PAUSE = Duration.ofSeconds(1);
    private static final Duration PLAIN_PAUSE = Duration.ofSeconds(2);
    private static final Duration LAST_ANSWER = Duration.ofSeconds(2);
    /** The time until the progress is read again, in times of how long it took: with thousands of tables it costs both servers something. */
    private static final int REST = 4;

    private final Console console;
    private final Queue<ReplicationEvent> events = new ConcurrentLinkedQueue<>();
    private final RunLines lines = new RunLines();
    private final long begun = System.nanoTime();
    private final AtomicReference<@Nullable Thread> ticker = new AtomicReference<>();
    private final AtomicReference<@Nullable Progress> last = new AtomicReference<>();

    public RunDisplay(Console console) {
        this.console = console;
    }

    @Override
    public void on(ReplicationEvent event) {
        events.add(event);
    }

    /** Starts the display. The supplier may block and may throw. */
    public void start(Supplier<Progress> progress) {
        var thread = new Thread(() -> showUntilInterrupted(progress), "display");
        thread.setDaemon(true);
        ticker.set(thread);
        thread.start();
    }

    /** Stops the display, after reading the progress once more. */
    public void finish(Supplier<Progress> progress) {
        close();
        showProgress(progress);
        console.live("");
    }

    /** The progress as last read; null if it was never read. */
    public @Nullable Progress last() {
        return last.get();
    }

    /** Stops the display, after showing the events that have arrived. */
    @Override
    public void close() {
        Thread thread = ticker.getAndSet(null);
        if (thread == null) {
            return;
        }
        thread.interrupt();
        try {
            thread.join(LAST_ANSWER.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        showEvents();
        console.live("");
    }

    private void showUntilInterrupted(Supplier<Progress> progress) {
        try {
            long due = System.nanoTime();
            while (!Thread.interrupted()) {
                showEvents();
                Thread.sleep((console.isTerminal() ? LIVE_PAUSE : PLAIN_PAUSE).toMillis());
                showEvents();
                long before = System.nanoTime();
                if (before - due >= 0) {
                    showProgress(progress);
                    long after = System.nanoTime();
                    due = after + REST * (after - before);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void showProgress(Supplier<Progress> progress) {
        try {
            Progress state = progress.get();
            last.set(state);
            showEvents();
            if (!Thread.currentThread().isInterrupted()) {
                show(state);
            }
        } catch (RuntimeException e) {
            LOG.debug("progress cannot be read at the moment", e);
        }
    }

    private synchronized void showEvents() {
        for (ReplicationEvent event = events.poll(); event != null; event = events.poll()) {
            String line = lines.line(event);
            if (line != null) {
                print(line);
            }
        }
    }

    private synchronized void show(Progress progress) {
        Duration now = Duration.ofNanos(System.nanoTime() - begun);
        lines.lines(progress, now, !console.isTerminal()).forEach(this::print);
        console.live(lines.live(progress));
    }

    private void print(String line) {
        Logging.note(line);
        String clock = LocalTime.now(ZoneId.systemDefault()).format(CLOCK);
        console.print(console.paint().dim(clock) + " " + line);
    }
}
