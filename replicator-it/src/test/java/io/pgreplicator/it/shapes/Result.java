package io.pgreplicator.it.shapes;

import java.util.List;

/**
 * How a database arrived. Immutable.
 *
 * @param tables tables whose rows were compared
 * @param empty tables for which no row could be made, each with the last reason
 * @param rows rows in the end
 * @param failed statements of the file that could not be run on the source, so that it lacks what they make
 * @param commands commands until it had followed for the first time, those that refused counted too
 * @param cures what their messages told to do until then, and was done
 * @param later the same for commands and statements after the deployment
 * @param different rows that differ, in words
 * @param named what the product says of both sides in the end, and the dump's differences that it had named before
 * @param unnamed differences of the dumps that it had not named
 * @param seconds duration
 */
record Result(
        int tables,
        List<String> empty,
        long rows,
        List<String> failed,
        int commands,
        List<Cure> cures,
        List<Cure> later,
        List<String> different,
        List<String> named,
        List<String> unnamed,
        double seconds) {
    static final String HEAD = "%6s %6s %7s %6s %8s %5s %8s  %-9s %s"
            .formatted("tables", "empty", "rows", "failed", "commands", "cures", "seconds", "rows", "definitions");

    Result {
        empty = List.copyOf(empty);
        failed = List.copyOf(failed);
        cures = List.copyOf(cures);
        later = List.copyOf(later);
        different = List.copyOf(different);
        named = List.copyOf(named);
        unnamed = List.copyOf(unnamed);
    }

    boolean arrived() {
        return different.isEmpty() && unnamed.isEmpty();
    }

    @Override
    public String toString() {
        return "%6d %6d %7d %6d %8d %5d %8.1f  %-9s %s"
                .formatted(
                        tables,
                        empty.size(),
                        rows,
                        failed.size(),
                        commands,
                        cures.size(),
                        seconds,
                        different.isEmpty() ? "equal" : "DIFFERENT",
                        named.isEmpty() && unnamed.isEmpty()
                                ? "equal"
                                : named.size() + " named, " + unnamed.size() + " unnamed");
    }
}
