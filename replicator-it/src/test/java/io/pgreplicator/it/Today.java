package io.pgreplicator.it;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which part of a large matrix a build takes. It changes from day to day, so that all of it is run in time; {@code
 * -Dtoday=2026-11-26} repeats the choice of a day. Stateless, thread-safe.
 */
public final class Today {
    @SuppressWarnings("TimeInStaticInitializer") // the choice must not change in a build that lasts beyond midnight
    private static final LocalDate DAY = LocalDate.parse(
            System.getProperty("today", LocalDate.now(ZoneOffset.UTC).toString()));

    private Today() {}

    private static int number() {
        return Math.toIntExact(DAY.toEpochDay());
    }

    /** Whether it is the turn of that item, which comes on one of so many days. */
    public static boolean isTurn(int item, int days) {
        return Math.floorMod(item + number(), days) == 0;
    }

    /** As {@link #isTurn}, and always with {@code -Dfault.all=true}. */
    static boolean hasTurn(int item, int days) {
        return Boolean.getBoolean("fault.all") || isTurn(item, days);
    }

    /** The items whose turn it is, each on one of so many days; all with {@code -Dfault.all=true}. */
    public static <T> List<T> choose(List<T> items, int days) {
        return IntStream.range(0, items.size())
                .filter(i -> hasTurn(i, days))
                .mapToObj(items::get)
                .toList();
    }

    /** How often all items have had their turn that come on one of so many days. */
    public static int turns(int days) {
        return number() / days;
    }

    /** The day as a message says how to choose it again. */
    public static String repeat() {
        return "-Dtoday=" + DAY;
    }
}
