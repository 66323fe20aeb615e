package io.pgreplicator.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written as {@code 512}, {@code 64kB}, {@code 8MB}, {@code 1GB} or {@code 2TB} (powers of 1024, as
 * PostgreSQL does). Immutable.
 */
public record ByteSize(long bytes) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,15})\\s*(B|kB|MB|GB|TB)?", Pattern.CASE_INSENSITIVE);

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size cannot be negative: " + bytes);
        }
    }

    public static ByteSize ofMegabytes(long megabytes) {
        return new ByteSize(megabytes << 20);
    }

    public static ByteSize ofKilobytes(long kilobytes) {
        return new ByteSize(kilobytes << 10);
    }

    /** Reads the written form. Throws {@link IllegalArgumentException} saying what was expected. */
    public static ByteSize parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a size such as 512, 64kB, 8MB or 1GB");
        }
        int shift = matcher.group(2) == null
                ? 0
                : 10 * "bkmgt".indexOf(matcher.group(2).toLowerCase(Locale.ROOT).charAt(0));
        return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift));
    }

    /** The shortest exact written form. */
    @Override
    public String toString() {
        String[] units = {"", "kB", "MB", "GB", "TB"};
        int unit = 0;
        long value = bytes;
        while (unit < 4 && value != 0 && value % 1024 == 0) {
            value /= 1024;
            unit++;
        }
        return value + units[unit];
    }
}
