package io.pgreplicator.it.cases;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The table of what ran, printed at the end. Thread-safe. */
final class CaseSummary {
    private final Queue<Line> lines = new ConcurrentLinkedQueue<>();

    private record Line(String name, VersionPair versions, When when, boolean good, Duration elapsed) {}

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
        long cases = sorted.stream().map(Line::name).distinct().count();
        long pairs = sorted.stream().map(Line::versions).distinct().count();
        long good = sorted.stream().filter(Line::good).count();
        return text.append("%d cases on %d pairs of versions, %d runs, %d of them good%n"
                        .formatted(cases, pairs, sorted.size(), good))
                .toString();
    }
}
