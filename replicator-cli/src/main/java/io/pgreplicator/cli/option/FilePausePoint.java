package io.pgreplicator.cli.option;

import io.pgreplicator.runtime.PausePoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Holds the work for ever at one named place, having created a file that says so: a test then kills the process.
 * Immutable.
 */
final class FilePausePoint implements PausePoint {
    private static final String PROPERTY = "replicator.pause-at";

    private final String place;
    private final @Nullable Path sign;

    private FilePausePoint(String place, @Nullable Path sign) {
        this.place = place;
        this.sign = sign;
    }

    /** What the system property {@code replicator.pause-at=name[:file]} asks for; never pauses without it. */
    static PausePoint ofSystemProperty() {
        String text = System.getProperty(PROPERTY);
        return text == null ? PausePoint.NONE : parse(text);
    }

    static FilePausePoint parse(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? new FilePausePoint(text, null)
                : new FilePausePoint(text.substring(0, colon), Path.of(text.substring(colon + 1)));
    }

    @Override
    public void reached(String name) {
        if (!name.equals(place)) {
            return;
        }
        putSign();
        while (true) {
            LockSupport.park(this);
        }
    }

    private void putSign() {
        try {
            if (sign != null && Files.notExists(sign)) {
                Files.writeString(sign, place + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
