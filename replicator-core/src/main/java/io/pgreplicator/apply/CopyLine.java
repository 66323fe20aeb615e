package io.pgreplicator.apply;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads a line of the COPY text format, as the server writes it. Stateless, thread-safe. */
final class CopyLine {
    private static final String ESCAPED = "bfnrtv";
    private static final String MEANT = "\b\f\n\r\t\u000b";

    private CopyLine() {}

    /** The fields of a line with its line end; a null is {@code \N}, which no value is written as. */
    static List<String> fields(byte[] line) {
        String text = new String(line, StandardCharsets.UTF_8);
        var fields = new ArrayList<String>();
        for (String field : text.substring(0, text.length() - 1).split("\t", -1)) {
            fields.add(field.equals("\\N") ? field : plain(field));
        }
        return fields;
    }

    private static String plain(String field) {
        if (field.indexOf('\\') < 0) {
            return field;
        }
        var plain = new StringBuilder(field.length());
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\' && i + 1 < field.length()) {
                c = field.charAt(++i);
                int known = ESCAPED.indexOf(c);
                plain.append(known < 0 ? c : MEANT.charAt(known));
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
