package io.pgreplicator.verify;

import io.pgreplicator.catalog.Table;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.sql.SqlFile;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The rows of a table divided by a hash of their keys' text, in the same way on both sides. Keys that are equal without
 * being identical may be in different buckets. Immutable.
 *
 * @param key the key's columns, in the same order on both sides
 * @param digest how both sides hash a text
 * @param count number of buckets
 */
record Buckets(List<String> key, Digest digest, int count) {
    private static final long BYTES_EACH = 64 << 10;
    private static final int FEWEST = 16;
    private static final int MOST = 1 << 16;
    /** Enough for the hashes of the maximum number of buckets, so that none are spilled to disk. */
    private static final String MEMORY = "SET LOCAL work_mem = '64MB'";

    Buckets {
        key = List.copyOf(key);
    }

    /** What one bucket holds. */
    record Content(long rows, String hash) {}

    /** The buckets for a table of that size. */
    static Buckets of(List<String> key, Digest digest, long bytes) {
        return new Buckets(key, digest, (int) Math.max(FEWEST, Math.min(MOST, bytes / BYTES_EACH)));
    }

    /** Reads every row {@code r} of the table, hashed by that expression; returns the contents of each bucket that is not empty. */
    Map<Integer, Content> read(Session session, Table table, String hash) {
        String statement = SqlFile.of(Buckets.class, "hash_buckets.sql")
                .with("table", table.rows())
                .with("bucket", bucket())
                .with("hash", hash)
                .text();
        return session.doing("comparing " + table.name()).inTransaction(Session.READ_ONLY, () -> {
            session.execute(MEMORY);
            var contents = new HashMap<Integer, Content>();
            session.query(statement, row -> contents.put(row.getInt(1), new Content(row.getLong(2), row.getString(3))));
            return contents;
        });
    }

    /** The condition under which the row {@code r} is in one of these buckets. */
    String isIn(BitSet wanted) {
        var bits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            bits.append(wanted.get(i) ? '1' : '0');
        }
        return "get_bit(B'" + bits + "', " + bucket() + ") = 1";
    }

    private String bucket() {
        return "('x' || substr(" + digest.ofText("ROW(" + list(key) + ")::text") + ", 1, 4))::bit(16)::int % " + count;
    }

    private static String list(List<String> columns) {
        return columns.stream().map(name -> "r." + Sql.identifier(name)).collect(Collectors.joining(", "));
    }
}
