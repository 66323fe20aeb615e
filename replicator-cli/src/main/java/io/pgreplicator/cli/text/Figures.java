package io.pgreplicator.cli.text;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers as people read them; sizes in powers of 1024, as PostgreSQL shows them. Stateless, thread-safe. */
public final class Figures {
    /** Shown where a value is not known. */
    public static final String UNKNOWN = "-";

    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};

    private Figures() {}

    /** {@code 512 B}, {@code 1.5 kB}, {@code 12.3 GB}. */
    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1023.95 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    public static String bytesOrUnknown(@Nullable Long bytes) {
        return bytes == null ? UNKNOWN : bytes(bytes);
    }

    /** {@code 1,234,567}. */
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    public static String countOrUnknown(@Nullable Long count) {
        return count == null ? UNKNOWN : count(count);
    }

    /** {@code 1 table}, {@code 3 tables}. */
    public static String count(long count, String noun) {
        return count(count) + " " + (count == 1 ? noun : noun + "s");
    }

    /** Rounded down, so that 100 % means complete. */
    public static String percent(long part, long whole) {
        return whole <= 0
                ? "100 %"
                : String.format(Locale.ROOT, "%.0f %%", Math.floor(100.0 * Math.min(part, whole) / whole));
    }

    /** {@code 0.4 s}, {@code 45 s}, {@code 3 min 20 s}, {@code 2 h 5 min}, {@code 1 d 3 h}. */
    public static String seconds(double seconds) {
        if (seconds < 9.95) {
            return String.format(Locale.ROOT, "%.1f s", Math.max(0, seconds));
        }
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        if (whole < 3600) {
            return whole / 60 + " min " + whole % 60 + " s";
        }
        long minutes = whole / 60;
        return minutes < 24 * 60
                ? minutes / 60 + " h " + minutes % 60 + " min"
                : minutes / (24 * 60) + " d " + minutes / 60 % 24 + " h";
    }

    public static String secondsOrUnknown(@Nullable Double seconds) {
        return seconds == null ? UNKNOWN : seconds(seconds);
    }
}
