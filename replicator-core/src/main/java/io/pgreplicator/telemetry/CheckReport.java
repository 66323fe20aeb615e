package io.pgreplicator.telemetry;

import io.pgreplicator.telemetry.Finding.Level;
import java.util.List;

/**
 * The result of a check. {@code check --json} is made from it. Immutable.
 *
 * @param findings every finding in the order of the check
 * @param leftOut the databases that were not checked: {@code target} when there is none yet, otherwise empty
 */
public record CheckReport(List<Finding> findings, List<String> leftOut) {
    private static final String TARGET = "target";

    public CheckReport {
        findings = List.copyOf(findings);
        leftOut = List.copyOf(leftOut);
    }

    /** Both databases were checked. */
    public static CheckReport ofBoth(List<Finding> findings) {
        return new CheckReport(findings, List.of());
    }

    /** There was no target to check. */
    public static CheckReport ofSource(List<Finding> findings) {
        return new CheckReport(findings, List.of(TARGET));
    }

    /** Number of findings that passed. */
    public long passed() {
        return count(Level.PASS);
    }

    /** Number of findings that warn. */
    public long warned() {
        return count(Level.WARN);
    }

    /** Number of findings that block a run. */
    public long failed() {
        return count(Level.FAIL);
    }

    /** The findings that block a run. */
    public List<Finding> failures() {
        return findings.stream()
                .filter(finding -> finding.level() == Level.FAIL)
                .toList();
    }

    private long count(Level level) {
        return findings.stream().filter(finding -> finding.level() == level).count();
    }

    /** Whether nothing that was checked blocks a run. */
    public boolean isOk() {
        return failed() == 0;
    }

    /** Whether a run may start: both databases were checked, and nothing blocks a run. */
    public boolean isReady() {
        return isOk() && leftOut.isEmpty();
    }
}
