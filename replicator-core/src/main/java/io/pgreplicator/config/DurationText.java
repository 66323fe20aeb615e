package io.pgreplicator.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The written form of a time, with PostgreSQL's units: {@code 500ms}, {@code 10s}, {@code 5min}, {@code 1h}, {@code 2d}. A
 * unit is required, because a bare number means seconds in one program and milliseconds in another; only {@code 0} needs
 * none. Stateless, thread-safe.
 */
final class DurationText {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,19})\\s*(ms|s|min|h|d)?");

    private DurationText() {}

    /** Reads the written form. Throws {@link IllegalArgumentException} saying what was expected. */
    static Duration parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches() || (matcher.group(2) == null && !matcher.group(1).matches("0+"))) {
            throw new IllegalArgumentException("'" + text + "' is not a time such as 500ms, 10s, 5min or 1h");
        }
        String unit = matcher.group(2) == null ? "ms" : matcher.group(2);
        try {
            return Duration.ofMillis(Math.multiplyExact(Long.parseLong(matcher.group(1)), millis(unit)));
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is longer than any time can be", e);
        }
    }

    private static long millis(String unit) {
        return switch (unit) {
            case "d" -> 86_400_000;
            case "h" -> 3_600_000;
            case "min" -> 60_000;
            case "s" -> 1_000;
            default -> 1;
        };
    }

    /** The shortest exact written form of whole milliseconds. */
    static String format(Duration time) {
        long millis = time.toMillis();
        for (String unit : new String[] {"d", "h", "min", "s"}) {
            if (millis != 0 && millis % millis(unit) == 0) {
                return millis / millis(unit) + unit;
            }
        }
        return millis == 0 ? "0" : millis + "ms";
    }
}
