package io.pgreplicator.verify;

import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.jdbc.Session;

/**
 * How both servers make the same hash of the same value: whatever their encodings, and also where md5 is forbidden.
 * Immutable.
 *
 * @param reencoded whether the databases have two encodings, so that the same text is of other bytes
 * @param md5 whether both servers offer md5; otherwise sha256 is used
 * @param olderFloats whether exactly one of the servers is older than 12 and prints floating-point numbers in another way
 */
record Digest(boolean reencoded, boolean md5, boolean olderFloats) {
    private static final int FIRST_WITH_SHORTEST_FLOATS = 12;

    /** For these two databases. */
    static Digest of(Session source, Session target) {
        String from = encoding(source);
        String to = encoding(target);
        boolean anyBytes = source.isSqlAscii() || target.isSqlAscii();
        return new Digest(
                !from.equals(to) && !anyBytes,
                offersMd5(source) && offersMd5(target),
                printsOlderFloats(source) != printsOlderFloats(target));
    }

    private static boolean printsOlderFloats(Session session) {
        return session.majorVersion() < FIRST_WITH_SHORTEST_FLOATS;
    }

    private static String encoding(Session session) {
        return session.doing("comparing").queryText("SELECT getdatabaseencoding()");
    }

    /** A server in FIPS mode rejects it. */
    private static boolean offersMd5(Session session) {
        try {
            return !session.doing("comparing").queryText("SELECT md5('')").isEmpty();
        } catch (DatabaseException e) {
            if (e.isOfConnection()) {
                throw e;
            }
            return false;
        }
    }

    /** The hash of a text, in at least 32 hexadecimal digits. */
    String ofText(String text) {
        return reencoded || !md5 ? ofBytes("convert_to(" + text + ", 'UTF8')") : "md5(" + text + ")";
    }

    /** The hash of a bytea. */
    String ofBytes(String bytes) {
        return md5 ? "md5(" + bytes + ")" : "encode(sha256(" + bytes + "), 'hex')";
    }
}
