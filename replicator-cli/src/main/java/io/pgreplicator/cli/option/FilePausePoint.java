package io.pgreplicator.cli.option;

import io.pgreplicator.runtime.PausePoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Holds the work at one {@link PausePoint} after creating a file that says so, until somebody removes that file: a test then
 * kills the process, or lets it go on. It is held only once. Only a system property enables it, which no help text mentions, so
 * that nobody enables it by accident. Thread-safe.
 */
public final class FilePausePoint implements PausePoint.Hook {
    private static final String PROPERTY = "replicator.pause-at";
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final PausePoint place;
    private final @Nullable Path sign;
    private final AtomicBoolean signed = new AtomicBoolean();

    private FilePausePoint(PausePoint place, @Nullable Path sign) {
        this.place = place;
        this.sign = sign;
    }

    /** The hook that the system property {@code replicator.pause-at=name[:file]} requests; without it, never pauses. */
    public static PausePoint.Hook ofSystemProperty() {
        String text = System.getProperty(PROPERTY);
        return text == null ? PausePoint.Hook.NONE : parse(text);
    }

    static FilePausePoint parse(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? new FilePausePoint(place(text), null)
                : new FilePausePoint(place(text.substring(0, colon)), Path.of(text.substring(colon + 1)));
    }

    private static PausePoint place(String name) {
        return PausePoint.named(name)
                .orElseThrow(() -> new IllegalArgumentException("-D" + PROPERTY + ": no place is named " + name));
    }

    @Override
    public void reached(PausePoint reached) {
        if (reached != place) {
            return;
        }
        putSign();
        while (sign == null || Files.exists(sign)) {
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
    }

    private void putSign() {
        try {
            if (sign != null && signed.compareAndSet(false, true) && Files.notExists(sign)) {
                Files.writeString(sign, place + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
