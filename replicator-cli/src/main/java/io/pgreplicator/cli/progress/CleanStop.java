package io.pgreplicator.cli.progress;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Ends work cleanly when the process is asked to end (SIGTERM, SIGINT): closes it, waits, and makes the exit code report how
 * that went and not only which signal arrived. Thread-safe.
 */
public final class CleanStop implements AutoCloseable {
    private final AtomicReference<@Nullable StopRequest> noted = new AtomicReference<>();
    private final Thread hook;
    private volatile boolean requested;

    /** Called once, when a signal has arrived: closes the work, waits for it, and returns the exit code. */
    @FunctionalInterface
    public interface Ending {
        int end(StopRequest request);
    }

    private CleanStop(Ending ending) {
        this.hook = new Thread(() -> stop(ending), "stop");
    }

    /** From now on a signal calls the ending. */
    public static CleanStop onSignal(Ending ending) {
        var stop = new CleanStop(ending);
        StopRequest.note(stop.noted);
        Runtime.getRuntime().addShutdownHook(stop.hook);
        return stop;
    }

    /** Whether a signal has arrived. */
    public boolean requested() {
        return requested || noted.get() != null;
    }

    private void stop(Ending ending) {
        requested = true;
        StopRequest request = noted.get();
        // the only way to end a shutdown that a signal began with an exit code of our own
        Runtime.getRuntime().halt(ending.end(request == null ? StopRequest.SIGTERM : request));
    }

    /** The work has ended by itself; later signals end the process as usual. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            requested = true;
        }
    }
}
