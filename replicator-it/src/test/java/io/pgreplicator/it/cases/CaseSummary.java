package io.pgreplicator.it.cases;

import io.pgreplicator.it.Matrix;
import io.pgreplicator.it.Today;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** The table of what ran, printed at the end. Thread-safe. */
final class CaseSummary {
    private final Queue<Line> lines = new ConcurrentLinkedQueue<>();
    private volatile int all;

    private record Line(String name, VersionPair versions, When when, boolean good, Duration elapsed) {}

    /** How many cases there are. */
    void outOf(int cases) {
        all = cases;
    }

    void add(String name, VersionPair versions, When when, boolean good, Duration elapsed) {
        lines.add(new Line(name, versions, when, good, elapsed));
    }

    @Override
    public String toString() {
        var text = new StringBuilder("%-40s %-6s %-10s %-5s %s%n".formatted("case", "pair", "when", "", "seconds"));
        List<Line> sorted = lines.stream()
                .sorted((one, two) -> (one.name + one.when).compareTo(two.name + two.when))
                .toList();
        for (Line line : sorted) {
            text.append("%-40s %-6s %-10s %-5s %.1f%n"
                    .formatted(
                            line.name,
                            line.versions,
                            line.when,
                            line.good ? "good" : "BAD",
                            line.elapsed.toMillis() / 1000.0));
        }
        return text.toString();
    }

    /** A line for each group, and one for the versions. */
    void tellMatrix() {
        Map<String, List<Line>> groups =
                lines.stream().collect(Collectors.groupingBy(line -> line.name.substring(0, line.name.indexOf('/'))));
        groups.forEach((group, its) -> Matrix.tell("cases: " + group, sum(its)));
        Matrix.tell("cases: chosen", sum(List.copyOf(lines)) + ", out of " + all + " cases; " + Today.repeat());
        Matrix.tell(
                "cases: versions",
                lines.stream()
                        .map(line -> line.versions.toString())
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(" ")));
    }

    private static String sum(List<Line> lines) {
        long cases = lines.stream().map(Line::name).distinct().count();
        long good = lines.stream().filter(Line::good).count();
        return "%d cases, %d runs, %d good".formatted(cases, lines.size(), good);
    }
}
