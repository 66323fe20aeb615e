package io.pgreplicator.it;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/** What was tried in this run of the tests, printed as one table at its end. Thread-safe. */
public final class Matrix implements TestExecutionListener {
    private static final Map<String, String> ROWS = new ConcurrentSkipListMap<>();

    /** Adds a row, or replaces the one of that name. */
    public static void tell(String name, String text) {
        ROWS.put(name, text);
    }

    @Override
    @SuppressWarnings("SystemOut") // for whoever looks at the build
    public void testPlanExecutionFinished(TestPlan plan) {
        if (!ROWS.isEmpty()) {
            var table = new StringBuilder("\nWhat was tried, and compared row by row at the end of each\n");
            ROWS.forEach((name, text) -> table.append("  %-18s %s%n".formatted(name, text)));
            System.out.println(table);
            ROWS.clear();
        }
    }
}
