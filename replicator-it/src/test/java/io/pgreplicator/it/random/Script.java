package io.pgreplicator.it.random;

import java.util.ArrayList;
import java.util.List;

/**
 * A history as text: the statements that create the tables on both sides, a line of dashes, then what happens, a line each.
 *
 * <pre>
 * client 2: any SQL                    with its own connection; a failure rolls its transaction back
 * replicator: start                    goes on where it was
 * replicator: stop                     at a safe point
 * replicator: dies at PLACE            when it next comes to that pause point, as by a crash
 * replicator: holds at PLACE           when it next comes there, until: replicator: goes on
 * source: cut | stall | kill           its connections are reset, held up for a moment, or one backend is terminated
 * target: cut | stall | kill
 * pause                                a moment
 * catch up                             everything committed must have arrived: both databases are compared
 * </pre>
 *
 * Immutable.
 */
record Script(List<String> ddl, List<String> lines) {
    private static final String DASHES = "----";

    Script {
        ddl = List.copyOf(ddl);
        lines = List.copyOf(lines);
    }

    static Script parse(String text) {
        var ddl = new ArrayList<String>();
        var lines = new ArrayList<String>();
        List<String> part = ddl;
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.equals(DASHES)) {
                part = lines;
            } else if (!line.isEmpty()) {
                part.add(line);
            }
        }
        return new Script(ddl, lines);
    }

    @Override
    public String toString() {
        return String.join("\n", ddl) + "\n" + DASHES + "\n" + String.join("\n", lines) + "\n";
    }
}
