package io.pgreplicator.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What one run has measured, as a table and as JSON; confined to one thread. */
public final class Figures {
    private final Map<String, String> circumstances = new LinkedHashMap<>();
    private final List<Figure> figures = new ArrayList<>();

    /** One line of the table. Immutable. */
    private record Figure(String part, String name, double value, String unit, String note) {}

    /** Something the figures depend on: a version, a size, a setting. */
    public void circumstance(String name, String value) {
        circumstances.put(name, value);
    }

    public void add(String part, String name, double value, String unit) {
        add(part, name, value, unit, "");
    }

    /** With what the value was made of, single samples for example. */
    public void add(String part, String name, double value, String unit, String note) {
        figures.add(new Figure(part, name, value, unit, note));
        System.err.printf(Locale.ROOT, "%s: %s %s %s %s%n", part, name, number(value), unit, note);
    }

    public void print(PrintStream out) {
        circumstances.forEach((name, value) -> out.printf(Locale.ROOT, "%-16s %s%n", name, value));
        out.println();
        int width = figures.stream().mapToInt(f -> f.name().length()).max().orElse(1);
        String line = "%-8s  %-" + width + "s  %12s  %-12s  %s%n";
        out.printf(Locale.ROOT, line, "part", "figure", "value", "unit", "samples");
        for (Figure f : figures) {
            out.printf(Locale.ROOT, line, f.part(), f.name(), number(f.value()), f.unit(), f.note());
        }
    }

    public void writeJson(Path file) throws IOException {
        var mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        mapper.writeValue(file.toFile(), Map.of("circumstances", circumstances, "figures", figures));
    }

    private static String number(double value) {
        int decimals = Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 10 ? 1 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
