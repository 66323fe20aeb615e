package io.pgreplicator.apply;

import io.pgreplicator.sql.KeyText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads a line of the COPY text format, as the server writes it. Stateless, thread-safe. */
final class CopyLine {
    private static final String ESCAPED = "bfnrtv";
    private static final byte[] MEANT = "\b\f\n\r\t\u000b".getBytes(StandardCharsets.US_ASCII);

    private CopyLine() {}

    /** The fields of a line with its line end, as {@link KeyText}; a null is {@code \N}, which no value is written as. */
    static List<String> fields(byte[] line) {
        var fields = new ArrayList<String>();
        int begin = 0;
        for (int i = 0; i < line.length; i++) {
            if (line[i] == '\t' || line[i] == '\n') {
                boolean isNull = i - begin == 2 && line[begin] == '\\' && line[begin + 1] == 'N';
                fields.add(isNull ? "\\N" : KeyText.of(plain(line, begin, i)));
                begin = i + 1;
            }
        }
        return fields;
    }

    private static byte[] plain(byte[] line, int begin, int end) {
        var plain = new ByteArrayOutputStream(end - begin);
        for (int i = begin; i < end; i++) {
            byte b = line[i];
            if (b == '\\' && i + 1 < end) {
                b = line[++i];
                int known = ESCAPED.indexOf(b);
                plain.write(known < 0 ? b : MEANT[known]);
            } else {
                plain.write(b);
            }
        }
        return plain.toByteArray();
    }
}
