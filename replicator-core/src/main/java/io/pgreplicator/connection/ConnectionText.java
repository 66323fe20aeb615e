package io.pgreplicator.connection;

import io.pgreplicator.error.ConfigException;

/**
 * A connection text that can report problems at a position in it. What is quoted back is decided here, once: a part of the
 * text may be repeated only if no password can begin before it and end after it. Immutable.
 */
final class ConnectionText {
    static final String QUOTING =
            "Write postgresql://user:password@host:5432/database?sslmode=require with @ : / ? # & % "
                    + "inside a part as %40 %3A %2F %3F %23 %26 %25, or host=... port=5432 dbname=... user=... password='...' "
                    + "with ' and \\ inside quotes as \\' and \\\\.";

    private final String text;

    ConnectionText(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    /** The position of something, for messages; {@code index} counts from 0, the message from 1. */
    static String position(int index) {
        return "at position " + (index + 1);
    }

    /** Whether the text from {@code index} on follows the last {@code @}, so that it cannot belong to the userinfo. */
    boolean behindUserinfo(int index) {
        return text.indexOf('@', index) < 0;
    }

    /** A problem at a position; a later {@code @} means that the password itself was probably cut in two. */
    ConfigException problem(String what, int index) {
        String guess = behindUserinfo(index) ? "" : "; perhaps a user name or password before an @ is not encoded";
        return new ConfigException(what + " " + position(index) + guess, QUOTING);
    }

    /** A part of the text, percent-decoded. Throws {@link ConfigException} naming the position of a malformed escape. */
    String decoded(int start, int end) {
        try {
            return PercentCode.decode(text.substring(start, end));
        } catch (PercentCode.MalformedEscape e) {
            throw problem(String.valueOf(e.getMessage()), start + e.offset());
        }
    }
}
