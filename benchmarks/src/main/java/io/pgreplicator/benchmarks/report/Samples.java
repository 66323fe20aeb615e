package io.pgreplicator.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The values of one figure over several rounds; confined to one thread. */
public final class Samples {
    private final List<Double> values = new ArrayList<>();

    public void add(double value) {
        values.add(value);
    }

    /** The middle one; of an even number, the mean of the two in the middle. */
    public double median() {
        var sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    /** Round by round this divided by that: what two neighbours in time share cancels out. */
    public Samples over(Samples divisor) {
        var ratios = new Samples();
        for (int i = 0; i < values.size(); i++) {
            ratios.add(values.get(i) / divisor.values.get(i));
        }
        return ratios;
    }

    /** Round by round this less that. */
    public Samples minus(Samples subtrahend) {
        var differences = new Samples();
        for (int i = 0; i < values.size(); i++) {
            differences.add(values.get(i) - subtrahend.values.get(i));
        }
        return differences;
    }

    @Override
    public String toString() {
        return values.stream().map(v -> String.format(Locale.ROOT, "%.4g", v)).collect(Collectors.joining(" "));
    }
}
