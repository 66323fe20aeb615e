package io.pgreplicator.phase;

import io.pgreplicator.control.VerificationRecord;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.LastVerification;
import java.util.ArrayList;
import java.util.List;

/** What the last comparison of all rows is worth to a cutover. Stateless, thread-safe. */
final class VerifiedGuardrail {
    private static final String NAME = "verified";
    private static final String COMPARE = "Run 'replicator verify': it compares them while writers go on.";

    private VerifiedGuardrail() {}

    /** Nobody has compared anything. */
    static Finding none() {
        return Finding.warn(NAME, "nobody has compared the rows of both sides", COMPARE);
    }

    /**
     * What that comparison says now.
     *
     * @param now both gates
     * @param captured the number of captured tables
     */
    static List<Finding> of(VerificationRecord last, Direction now, int captured) {
        LastVerification found = last.found();
        String what = found.rows() + " rows of " + found.tables() + " tables, at " + found.at();
        if (!found.equal()) {
            return List.of(
                    Finding.fail(
                            NAME,
                            "the last comparison found what differs; it compared " + what,
                            "'replicator verify --repair' names it and brings what is rows; a 'replicator verify' that finds nothing clears this."));
        }
        var findings = new ArrayList<Finding>();
        if (!last.lastedUntil(now.from(), now.to())) {
            findings.add(Finding.warn(NAME, "rows equal, but a switch came since: " + what, COMPARE));
        }
        if (last.aged()) {
            findings.add(Finding.warn(NAME, "rows equal, but more than a day ago: " + what, COMPARE));
        }
        if (found.tables() < captured) {
            findings.add(Finding.warn(
                    NAME,
                    "rows equal, but not all of " + captured + " tables were compared: " + what,
                    "Run 'replicator verify' without leaving tables out."));
        }
        return findings.isEmpty() ? List.of(Finding.pass(NAME, "rows equal: " + what)) : findings;
    }
}
