package io.pgreplicator.config;

import java.time.Duration;
import java.util.Map;

/**
 * How the applications' writes are moved to the other side. Immutable.
 *
 * @param deadline for how long it is tried, from the first attempt on; then the source is as it was before; 50 ms to one day
 * @param pause for how long writers wait at most in one attempt: the server opens the source again by itself; 50 ms to one hour
 * @param rehearsals how often everything but the switch is done, instead of the switch; 0 means to switch
 * @param back whether applications return to the source, after a cutover
 */
public record CutoverOptions(Duration deadline, Duration pause, int rehearsals, boolean back) {
    private static final Duration SHORTEST = Duration.ofMillis(50);
    private static final Duration LONGEST_DEADLINE = Duration.ofDays(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final int MOST_REHEARSALS = 1_000;

    public CutoverOptions {
        assertBetween("deadline", deadline, LONGEST_DEADLINE);
        assertBetween("pause", pause, LONGEST_PAUSE);
        if (rehearsals < 0 || rehearsals > MOST_REHEARSALS) {
            throw new IllegalArgumentException(
                    "rehearsals: " + rehearsals + " is not between 0 and " + MOST_REHEARSALS);
        }
    }

    private static void assertBetween(String name, Duration time, Duration longest) {
        if (time.compareTo(SHORTEST) < 0 || time.compareTo(longest) > 0) {
            throw new IllegalArgumentException(name + ": it may be " + DurationText.format(SHORTEST) + " to "
                    + DurationText.format(longest) + ", and is "
                    + (time.compareTo(SHORTEST) < 0 ? "shorter" : "longer"));
        }
    }

    /** Ten seconds of attempts, of two seconds each. */
    public static CutoverOptions defaults() {
        return new CutoverOptions(Duration.ofSeconds(10), Duration.ofSeconds(2), 0, false);
    }

    /** The same with another deadline. */
    public CutoverOptions withDeadline(Duration limit) {
        return new CutoverOptions(limit, pause, rehearsals, back);
    }

    /** As the other, from its written form, such as {@code 500ms} or {@code 10s}. Throws {@link IllegalArgumentException}. */
    public CutoverOptions withDeadline(String limit) {
        return withDeadline(DurationText.parse(limit));
    }

    /** A time of at most one day from its written form, such as {@code 500ms} or {@code 5min}. Throws {@link IllegalArgumentException}. */
    public static Duration time(String written) {
        Duration time = DurationText.parse(written);
        if (time.compareTo(LONGEST_DEADLINE) > 0) {
            throw new IllegalArgumentException(
                    "'" + written + "' is longer than " + DurationText.format(LONGEST_DEADLINE));
        }
        return time;
    }

    /** As {@link #withPause(Duration)}, from its written form. Throws {@link IllegalArgumentException}. */
    public CutoverOptions withPause(String limit) {
        return withPause(DurationText.parse(limit));
    }

    /** The same with another limit for one attempt. */
    public CutoverOptions withPause(Duration limit) {
        return new CutoverOptions(deadline, limit, rehearsals, back);
    }

    /** So many rehearsals instead of the switch. */
    public CutoverOptions rehearsing(int times) {
        return new CutoverOptions(deadline, pause, times, back);
    }

    /** The same in the other direction: applications return to the source. */
    public CutoverOptions goingBack() {
        return new CutoverOptions(deadline, pause, rehearsals, true);
    }

    /** All of it in writing, for another process. */
    public Map<String, String> written() {
        return Map.of(
                "deadline",
                DurationText.format(deadline),
                "pause",
                DurationText.format(pause),
                "rehearsals",
                Integer.toString(rehearsals),
                "back",
                Boolean.toString(back));
    }

    /** What {@link #written} has written; what is missing is as in {@link #defaults}. Throws {@link IllegalArgumentException}. */
    public static CutoverOptions read(Map<String, String> written) {
        CutoverOptions defaults = defaults();
        return new CutoverOptions(
                DurationText.parse(written.getOrDefault("deadline", DurationText.format(defaults.deadline))),
                DurationText.parse(written.getOrDefault("pause", DurationText.format(defaults.pause))),
                Integer.parseInt(written.getOrDefault("rehearsals", "0")),
                Boolean.parseBoolean(written.get("back")));
    }
}
