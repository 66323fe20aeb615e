package io.pgreplicator.it.shapes;

import java.util.List;

/**
 * How a database arrived. Immutable.
 *
 * @param tables tables whose rows were compared
 * @param empty tables for which no row could be made, each with the last reason
 * @param rows rows in the end
 * @param commands commands until it had followed for the first time, those that refused counted too
 * @param cures what their messages told to do until then, and was done
 * @param later the same for commands and statements after the deployment
 * @param different rows that differ, in words
 * @param named differences of the dumps that the product had named
 * @param unnamed those that it had not
 * @param seconds duration
 */
record Result(
        int tables,
        List<String> empty,
        long rows,
        int commands,
        List<Cure> cures,
        List<Cure> later,
        List<String> different,
        List<Dump.Difference> named,
        List<Dump.Difference> unnamed,
        double seconds) {
    static final String HEAD = "%6s %5s %7s %8s %5s %8s  %-9s %s"
            .formatted("tables", "empty", "rows", "commands", "cures", "seconds", "rows", "definitions");

    Result {
        empty = List.copyOf(empty);
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
        return "%6d %5d %7d %8d %5d %8.1f  %-9s %s"
                .formatted(
                        tables,
                        empty.size(),
                        rows,
                        commands,
                        cures.size(),
                        seconds,
                        different.isEmpty() ? "equal" : "DIFFERENT",
                        named.isEmpty() && unnamed.isEmpty()
                                ? "equal"
                                : named.size() + " named, " + unnamed.size() + " unnamed");
    }
}
