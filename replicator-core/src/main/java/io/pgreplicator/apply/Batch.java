package io.pgreplicator.apply;

import java.io.ByteArrayOutputStream;

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
}
