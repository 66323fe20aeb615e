package io.pgreplicator.apply;

import java.util.ArrayList;
import java.util.List;

/**
 * Changed rows of one table on their way to the target: raw COPY text lines whose first field says whether the row is
 * gone. Confined to one thread.
 */
public final class Batch {
    private final ApplyTable table;
    private final List<byte[]> lines = new ArrayList<>();
    private long bytes;
    private int gone;

    /** An empty batch of the table. */
    public Batch(ApplyTable table) {
        this.table = table;
    }

    /** Adds a line with its line end; the array is kept, not copied, because it may be large. */
    public void add(byte[] line) {
        lines.add(line);
        bytes += line.length;
        if (line[0] == 't') {
            gone++;
        }
    }

    public ApplyTable table() {
        return table;
    }

    /** Number of rows, including gone ones. */
    public int rows() {
        return lines.size();
    }

    /** Number of rows to be deleted. */
    int gone() {
        return gone;
    }

    /** Number of rows to be written. */
    int present() {
        return lines.size() - gone;
    }

    /** Total bytes of all lines. */
    public long bytes() {
        return bytes;
    }

    List<byte[]> lines() {
        return lines;
    }
}
