package io.pgreplicator.sql;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The value of a key as lossless text. Bytes that are not UTF-8, which a database in SQL_ASCII may hold, are written as
 * U+FFFD and their hexadecimal form; so is a text that would be mistaken for that form. Stateless, thread-safe.
 */
public final class KeyText {
    private static final String MARK = "\uFFFD";

    private KeyText() {}

    /** The text of these bytes. */
    public static String of(byte[] value) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
            return text.startsWith(MARK) ? raw(value) : text;
        } catch (CharacterCodingException e) {
            return raw(value);
        }
    }

    /** Whether the text represents bytes that it cannot show. */
    public static boolean isRaw(String text) {
        return text.startsWith(MARK);
    }

    /** The bytes in hexadecimal form. */
    public static String hex(String text) {
        return isRaw(text)
                ? text.substring(MARK.length())
                : HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String raw(byte[] value) {
        return MARK + HexFormat.of().formatHex(value);
    }
}
