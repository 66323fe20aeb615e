package io.pgreplicator.schema;

import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.SqlFile;
import java.sql.Array;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The statements that make objects of one database as they are on the other one: parts of tables and types. A table, a column with its
 * type, a function or a view is created otherwise. Immutable.
 */
record ObjectStatements(Map<String, Statements> source, Map<String, Statements> target) {
    ObjectStatements {
        source = Map.copyOf(source);
        target = Map.copyOf(target);
    }

    /**
     * Of one object.
     *
     * @param parts what makes it as it is
     * @param removal what removes it first; null where it can be altered
     */
    record Statements(List<String> parts, @Nullable String removal) {
        Statements {
            parts = List.copyOf(parts);
        }
    }

    static ObjectStatements read(Session source, Session target) {
        return new ObjectStatements(read(source), read(target));
    }

    private static Map<String, Statements> read(Session session) {
        var statements = new HashMap<String, Statements>();
        session.doing("reading the statements of objects")
                .query(
                        SqlFile.of(ObjectStatements.class, "object_statements.sql")
                                .with("is_user_schema", CatalogReader.isUserSchema())
                                .text(),
                        row -> statements.put(
                                row.getString(1) + " " + row.getString(2),
                                new Statements(texts(row.getArray(3)), row.getString(4))));
        return statements;
    }

    private static List<String> texts(Array array) throws SQLException {
        return Arrays.asList((String[]) array.getArray());
    }

    /** Makes the target's object as the source's, by kind and name as in a comparison; empty where no statement is known. */
    String cure(String kind, String key, boolean onSource, boolean onTarget) {
        Statements wanted = onSource ? source.get(key) : null;
        Statements present = onTarget ? target.get(key) : null;
        if ((onSource && wanted == null) || (onTarget && present == null)) {
            return "";
        }
        if (wanted == null) {
            return present == null || present.removal == null ? "" : present.removal;
        }
        if (present == null) {
            return kind.equals("column") || kind.equals("type") ? "" : String.join(" ", wanted.parts);
        }
        if (kind.equals("type") && wanted.parts.size() <= present.parts.size()) {
            return ""; // a label that was renamed, or is gone
        }
        return wanted.removal == null || kind.equals("comment")
                ? wanted.parts.stream()
                        .filter(part -> !present.parts.contains(part))
                        .collect(Collectors.joining(" "))
                : Stream.concat(Stream.of(present.removal), wanted.parts.stream())
                        .collect(Collectors.joining(" "));
    }
}
