package io.pgreplicator.cli.text;

import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns. Confined to one thread. */
public final class TextTable {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final String alignment;

    /** One letter per column: {@code l} for left, {@code r} for right. */
    public TextTable(String alignment) {
        this.alignment = alignment;
    }

    public TextTable row(String... cells) {
        if (cells.length != alignment.length()) {
            throw new IllegalArgumentException(cells.length + " cells in " + alignment.length() + " columns");
        }
        rows.add(List.of(cells));
        return this;
    }

    public List<String> lines() {
        return rows.stream().map(this::line).toList();
    }

    private String line(List<String> cells) {
        var text = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String cell = cells.get(column);
            String padding = " ".repeat(width(column) - length(cell));
            text.append(column == 0 ? "" : GAP)
                    .append(alignment.charAt(column) == 'r' ? padding + cell : cell + padding);
        }
        return text.toString().stripTrailing();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
