package io.pgreplicator.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The checks of an acceptance run, printed as they are made; confined to one thread. */
public final class Verdict {
    private static final int LISTED = 20;

    private final List<String> failed = new ArrayList<>();

    /** One check, passed when nothing is found. */
    public void require(String check, List<String> findings) {
        if (findings.isEmpty()) {
            System.out.println("ok      " + check);
            return;
        }
        failed.add(check);
        System.out.printf(Locale.ROOT, "FAILED  %s: %d findings%n", check, findings.size());
        findings.stream().limit(LISTED).forEach(finding -> System.out.println("          " + finding));
    }

    public boolean passed() {
        return failed.isEmpty();
    }
}
