package io.pgreplicator.capture;

import io.pgreplicator.catalog.Column;
import io.pgreplicator.catalog.RowSize;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.jdbc.CopyReader;
import io.pgreplicator.jdbc.Session;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a row that is too large for memory: its line of COPY text, in small pieces. The row is found by its place, which
 * {@link DeltaReader} put into its marker, so the same transaction must read it. Confined to one thread.
 */
public final class LargeRowReader {
    private static final int PIECE_LENGTH = 4 << 20;
    private static final Pattern PLACE = Pattern.compile("l([0-9]+),(\\([0-9]+,[0-9]+\\))\t.*", Pattern.DOTALL);
    private static final byte[] FIELD_END = {'\t'};
    private static final byte[] LINE_END = {'\n'};

    private final Session source;
    private final Table table;
    private final String row;

    /** The row of the marker, which the session's transaction has read. */
    public LargeRowReader(Session source, Table table, byte[] marker) {
        Matcher place = PLACE.matcher(new String(marker, StandardCharsets.ISO_8859_1));
        if (!place.matches()) {
            throw new IllegalArgumentException("not the marker of a large row of " + table.name());
        }
        this.source = source;
        this.table = table;
        this.row = " FROM " + table.rows() + " AS t WHERE t.tableoid = " + place.group(1)
                + "::pg_catalog.oid AND t.ctid = '" + place.group(2) + "'::pg_catalog.tid";
    }

    /** Whether the line begins with a marker instead of a row. */
    public static boolean isMarker(byte[] line) {
        return line[0] == 'l';
    }

    /**
     * Passes each piece except the last to the sink, until the sink returns false; returns the last piece, or null if the
     * sink returned false.
     */
    public byte @Nullable [] read(Predicate<byte[]> sink) {
        source.doing("reading a large row of " + table.name());
        List<@Nullable Long> lengths = lengths();
        List<byte[]> small = fields(line("COPY (SELECT " + RowSize.smallValues(table, "t") + row + ") TO STDOUT"));
        List<Column> columns = table.carried();
        var gathered = new ByteArrayOutputStream();
        gathered.writeBytes(new byte[] {'f'});
        for (int i = 0; i < columns.size(); i++) {
            gathered.writeBytes(FIELD_END);
            Long length = lengths.get(i);
            if (length == null) {
                gathered.writeBytes(small.get(i));
                continue;
            }
            gathered.writeBytes(RowSize.prefix(columns.get(i)).getBytes(StandardCharsets.US_ASCII));
            if (!sink.test(gathered.toByteArray()) || !pieces(columns.get(i), length, sink)) {
                return null;
            }
            gathered.reset();
        }
        gathered.writeBytes(LINE_END);
        return gathered.toByteArray();
    }

    private boolean pieces(Column column, long length, Predicate<byte[]> sink) {
        for (long from = 1; from <= length; from += PIECE_LENGTH) {
            if (!sink.test(
                    line("COPY (SELECT " + RowSize.piece(column, "t", from, PIECE_LENGTH) + row + ") TO STDOUT"))) {
                return false;
            }
        }
        return true;
    }

    private List<@Nullable Long> lengths() {
        int columns = table.carried().size();
        return source.query("SELECT " + RowSize.lengths(table, "t") + row, found -> {
                    var lengths = new ArrayList<@Nullable Long>();
                    for (int i = 1; i <= columns; i++) {
                        long length = found.getLong(i);
                        lengths.add(found.wasNull() ? null : length);
                    }
                    return lengths;
                })
                .get(0);
    }

    /** The only line, without its end. */
    private byte[] line(String copy) {
        try (CopyReader reader = source.copyOut(copy)) {
            byte[] line = reader.readRow();
            if (line == null || reader.readRow() != null) {
                throw new IllegalStateException("a row of " + table.name() + " is not where it was");
            }
            return Arrays.copyOf(line, line.length - 1);
        }
    }

    private static List<byte[]> fields(byte[] line) {
        var fields = new ArrayList<byte[]>();
        int begin = 0;
        for (int i = 0; i <= line.length; i++) {
            if (i == line.length || line[i] == '\t') {
                fields.add(Arrays.copyOfRange(line, begin, i));
                begin = i + 1;
            }
        }
        return fields;
    }
}
