package io.pgreplicator.apply;

import java.io.ByteArrayOutputStream;
import java.util.stream.IntStream;

/**
 * Changed rows of one table on their way to the target: raw COPY text lines whose first field says whether the row is
 * gone. Confined to one thread.
 */
public final class Batch {
    private final ApplyTable table;
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream(64 << 10);
    private int rows;
    private int gone;

    /** An empty batch of the table. */
    public Batch(ApplyTable table) {
        this.table = table;
    }

    /** Adds a line with its line end. */
    public void add(byte[] line) {
        lines.write(line, 0, line.length);
        rows++;
        if (line[0] == 't') {
            gone++;
        }
    }

    public ApplyTable table() {
        return table;
    }

    /** Rows, gone ones among them. */
    public int rows() {
        return rows;
    }

    /** Rows that are to be deleted. */
    int gone() {
        return gone;
    }

    /** Bytes of all lines. */
    public long bytes() {
        return lines.size();
    }

    byte[] lines() {
        return lines.toByteArray();
    }

    /** Where each line ends in {@link #lines}; COPY writes a line end inside of a value as an escape. */
    static int[] ends(byte[] lines) {
        return IntStream.range(0, lines.length)
                .filter(i -> lines[i] == '\n')
                .map(i -> i + 1)
                .toArray();
    }
}
