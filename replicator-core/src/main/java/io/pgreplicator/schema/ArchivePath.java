package io.pgreplicator.schema;

import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.sql.Sql;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The {@code search_path} under which pg_restore creates the objects of an archive. pg_dump leaves it empty and qualifies every name
 * that it writes itself; the body of a function that an index or a generated column calls is as its author wrote it. No option of
 * either program sets another one, and a script instead of an archive could be made to run what the names of objects contain.
 * Stateless, thread-safe.
 *
 * <p>The archive holds the statement as one text with its length before it: a byte for the sign and four for the number, the lowest
 * first. Nothing in an archive without rows refers to a position in it.
 */
final class ArchivePath {
    private static final byte[] EMPTY =
            "SELECT pg_catalog.set_config('search_path', '', false);\n".getBytes(StandardCharsets.US_ASCII);

    private ArchivePath() {}

    /** The archive with that path, after {@code pg_catalog}, instead of the empty one: the first such text, before any object. */
    static byte[] set(byte[] archive, String path) {
        byte[] before = withLength(EMPTY);
        int begin = find(archive, before);
        if (begin < 0) {
            throw new ReplicatorException(
                    ErrorCode.INTERNAL,
                    "The archive of pg_dump does not set search_path as expected. Nothing was changed.",
                    "Create the target's schema by hand with pg_dump and pg_restore.");
        }
        var changed = new ByteArrayOutputStream(archive.length + path.length());
        changed.write(archive, 0, begin);
        changed.writeBytes(withLength(
                ("SELECT pg_catalog.set_config('search_path', " + Sql.literal("pg_catalog, " + path) + ", false);\n")
                        .getBytes(StandardCharsets.UTF_8)));
        changed.write(archive, begin + before.length, archive.length - begin - before.length);
        return changed.toByteArray();
    }

    private static byte[] withLength(byte[] text) {
        return ByteBuffer.allocate(5 + text.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0)
                .putInt(text.length)
                .put(text)
                .array();
    }

    private static int find(byte[] all, byte[] part) {
        for (int i = 0; i <= all.length - part.length; i++) {
            if (Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        return -1;
    }
}
