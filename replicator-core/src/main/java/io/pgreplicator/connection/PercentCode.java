package io.pgreplicator.connection;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-encoding of RFC 3986 over UTF-8, in which {@code +} is a plus sign. Stateless, thread-safe. */
final class PercentCode {
    private PercentCode() {}

    /** A malformed escape, reported only by its position: the text around it may be a password. Immutable. */
    static final class MalformedEscape extends Exception {
        private static final long serialVersionUID = 1L;
        private final int offset;

        MalformedEscape(int offset, String problem) {
            super(problem, null, false, false);
            this.offset = offset;
        }

        /** The index of the percent sign in the encoded text. */
        int offset() {
            return offset;
        }
    }

    static String decode(String encoded) throws MalformedEscape {
        if (encoded.indexOf('%') < 0) {
            return encoded;
        }
        var decoded = new StringBuilder(encoded.length());
        int at = 0;
        while (at < encoded.length()) {
            if (encoded.charAt(at) != '%') {
                decoded.append(encoded.charAt(at++));
                continue;
            }
            int end = at;
            while (end < encoded.length() && encoded.charAt(end) == '%') {
                end += 3;
            }
            decoded.append(decodeRun(encoded, at, end));
            at = end;
        }
        return decoded.toString();
    }

    private static CharSequence decodeRun(String encoded, int start, int end) throws MalformedEscape {
        ByteBuffer bytes = ByteBuffer.allocate((end - start) / 3);
        for (int at = start; at < end; at += 3) {
            bytes.put((byte) (digit(encoded, at, 1) << 4 | digit(encoded, at, 2)));
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip());
        } catch (CharacterCodingException e) {
            throw new MalformedEscape(start, "bytes that are not UTF-8");
        }
    }

    private static int digit(String encoded, int percent, int offset) throws MalformedEscape {
        int at = percent + offset;
        char symbol = at < encoded.length() ? encoded.charAt(at) : ' ';
        int value = symbol < 128 ? Character.digit(symbol, 16) : -1;
        if (value < 0) {
            throw new MalformedEscape(percent, "a % without two hexadecimal digits (a percent sign itself is %25)");
        }
        return value;
    }

    /** Every byte except letters, digits and {@code - . _ ~} as {@code %XX}. */
    static String encode(String text) {
        var encoded = new StringBuilder(text.length() + 16);
        for (byte unit : text.getBytes(StandardCharsets.UTF_8)) {
            if (unit >= 0 && (Character.isLetterOrDigit(unit) || "-._~".indexOf(unit) >= 0)) {
                encoded.append((char) unit);
            } else {
                encoded.append('%')
                        .append(Character.toUpperCase(Character.forDigit(unit >> 4 & 15, 16)))
                        .append(Character.toUpperCase(Character.forDigit(unit & 15, 16)));
            }
        }
        return encoded.toString();
    }
}
