package io.pgreplicator.it.cases;

import io.pgreplicator.it.PostgresServers;
import java.util.List;

/** Major versions from one to another, both included. Immutable. */
record MajorRange(int from, int to) {
    static final MajorRange ALL = new MajorRange(13, 18);

    /** Reads {@code 15} or {@code 14..17}. */
    static MajorRange parse(String text) {
        String[] ends = text.strip().split("\\.\\.", -1);
        int from = Integer.parseInt(ends[0]);
        int to = ends.length == 1 ? from : Integer.parseInt(ends[1]);
        if (ends.length > 2 || from > to || from < ALL.from || to > ALL.to) {
            throw new IllegalArgumentException("'" + text + "' is not a range of major versions such as 14..17");
        }
        return new MajorRange(from, to);
    }

    boolean contains(int major) {
        return from <= major && major <= to;
    }

    /** Those of the range that can be started here. */
    List<Integer> majors() {
        List<Integer> majors =
                PostgresServers.majors().stream().filter(this::contains).toList();
        if (majors.isEmpty()) {
            throw new IllegalStateException("No PostgreSQL " + from + " to " + to + " can be started here");
        }
        return majors;
    }
}
