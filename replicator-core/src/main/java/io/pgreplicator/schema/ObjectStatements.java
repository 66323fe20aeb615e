package io.pgreplicator.schema;

import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.SchemaReport.Admission;
import java.sql.Array;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The statements that make objects of one database as they are on the other one. A table, a sequence, a column with its type, a function or
 * a view that is not there is created otherwise. Immutable.
 */
record ObjectStatements(Map<String, Statements> source, Map<String, Statements> target) {
    ObjectStatements {
        source = Map.copyOf(source);
        target = Map.copyOf(target);
    }

    /**
     * Of one object.
     *
     * @param parts what makes it as it is; nothing where it is invalid; of an enum type, its labels as literals; of a view, its columns;
     *     of a function, what cannot be replaced; of a table, a sequence and a domain, first what no statement changes
     * @param removal what removes it; null where nothing does, and where others rely on it; of a column and a domain, what lets nulls in
     * @param replacement what makes another one of its name like it; null where that is removed first; of a generated column, what adds it
     * @param label the beginning of a statement that adds a label to the type; null for others
     * @param remark what to heed, as a comment behind the statements; may be empty
     * @param refused which rows it does not allow, in the words of whatever allows the same; null where it allows all
     * @param name what the server calls it that rejects a row for it; null of what rejects none
     * @param proof what proves a constraint for all rows that is not known to hold for them; null for others
     */
    record Statements(
            List<String> parts,
            @Nullable String removal,
            @Nullable String replacement,
            @Nullable String label,
            String remark,
            @Nullable String refused,
            @Nullable String name,
            @Nullable String proof) {
        Statements {
            parts = List.copyOf(parts);
        }

        private String creation() {
            return parts.isEmpty() ? "" : String.join(" ", parts) + remark;
        }

        private String without(Statements present) {
            return without(present, "");
        }

        /** {@code done}: a statement that was run before. */
        private String without(Statements present, String done) {
            return parts.stream()
                    .filter(part -> !present.parts.contains(part) && !part.equals(done))
                    .collect(Collectors.joining(" "));
        }

        private boolean beginsAs(Statements present) {
            return !parts.isEmpty() && !present.parts.isEmpty() && parts.get(0).equals(present.parts.get(0));
        }
    }

    private static final Set<String> CREATED_OTHERWISE = Set.of(
            "column",
            "type",
            "view",
            "materialized view",
            "foreign table",
            "foreign table settings",
            "table",
            "sequence",
            "function");

    /** A column of its tables may have a constraint that it is not null, which is not known to hold for all rows. */
    private static final int FIRST_WITH_NOT_NULL = 18;

    static ObjectStatements read(Session source, Session target, Keywords keywords) {
        boolean notNull = Math.min(source.majorVersion(), target.majorVersion()) >= FIRST_WITH_NOT_NULL;
        return new ObjectStatements(read(source, keywords, notNull), read(target, keywords, notNull));
    }

    private static Map<String, Statements> read(Session session, Keywords keywords, boolean notNull) {
        var statements = new HashMap<String, Statements>();
        session.doing("reading the statements of objects")
                .query(
                        SqlFile.of(ObjectStatements.class, "object_statements.sql")
                                .with("is_user_schema", CatalogReader.isUserSchema())
                                .with("user_tables", CatalogReader.userTables())
                                .with("routine_arguments", CatalogReader.routineArguments())
                                .text(),
                        row -> keywords.add(
                                statements,
                                row.getString(1),
                                row.getString(2),
                                new Statements(
                                        texts(row.getArray(3)),
                                        row.getString(4),
                                        row.getString(5),
                                        row.getString(6),
                                        row.getString(7),
                                        row.getString(8),
                                        row.getString(9),
                                        row.getString(10))),
                        notNull);
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
            return present == null || present.removal == null || CREATED_OTHERWISE.contains(kind)
                    ? ""
                    : present.removal;
        }
        if (present == null && kind.equals("column") && wanted.replacement != null) {
            return wanted.replacement;
        }
        if (present == null) {
            return CREATED_OTHERWISE.contains(kind) ? "" : wanted.creation();
        }
        return switch (kind) {
            case "type" -> wanted.label == null ? changeable(wanted, present) : labels(wanted, present);
            case "view", "materialized view" -> view(wanted, present);
            case "foreign table", "foreign table settings" -> anew(present);
            // an identity or a generated column has no default of its own, and does not become another by one
            case "column" -> wanted.parts.size() == present.parts.size() ? wanted.without(present) : "";
            case "function" -> function(wanted, present);
            case "table", "sequence" -> changeable(wanted, present);
            case "index", "rule" ->
                wanted.beginsAs(present) ? wanted.without(present) + wanted.remark : change(wanted, present);
            default -> change(wanted, present);
        };
    }

    /**
     * What lets in the rows that the source allows and the target's object does not, by kind and name as in a comparison; null where it
     * allows all of them, and where no statement is known.
     *
     * @param cure what makes it as the source's
     */
    @Nullable
    Admission admission(String kind, String key, String cure) {
        Statements present = target.get(key);
        if (present != null && present.label != null) {
            return cure.isEmpty() ? null : new Admission(String.valueOf(present.name), cure, "");
        }
        if (present == null
                || present.refused == null
                || source.values().stream().anyMatch(one -> present.refused.equals(one.refused))) {
            return null;
        }
        Statements wanted = source.get(key);
        boolean nulls = kind.equals("column") || kind.equals("type");
        if (present.removal == null || (nulls && wanted == null)) {
            return null;
        }
        String rest = wanted == null ? "" : wanted.creation();
        if (nulls && wanted != null) {
            rest = cure.isEmpty() ? "" : wanted.without(present, present.removal);
        }
        return new Admission(String.valueOf(present.name), present.removal, rest);
    }

    /** Where all that differs is what a statement changes. */
    private static String changeable(Statements wanted, Statements present) {
        return wanted.beginsAs(present) ? wanted.without(present) : "";
    }

    private static String change(Statements wanted, Statements present) {
        if (present.removal == null || wanted.parts.isEmpty()) {
            return "";
        }
        if (present.proof != null && isUnproved(present, wanted)) {
            return present.proof;
        }
        return wanted.replacement == null
                ? present.removal + " " + wanted.creation()
                : wanted.replacement + wanted.remark;
    }

    /** Whether it only is not known of all rows: to take it off would be for nothing where one does not satisfy it. */
    private static boolean isUnproved(Statements present, Statements wanted) {
        return !present.parts.isEmpty()
                && present.parts.get(0).equals(wanted.parts.get(0).replaceFirst(";$", " NOT VALID;"));
    }

    /** It may get further columns behind those that it has, where nothing can be in the way; otherwise it is made anew. */
    private static String view(Statements wanted, Statements present) {
        int columns = present.parts.size();
        boolean grows = columns <= wanted.parts.size()
                && wanted.parts.subList(0, columns).equals(present.parts);
        if (grows && wanted.replacement != null) {
            return wanted.replacement;
        }
        return anew(present);
    }

    private static String anew(Statements present) {
        return present.removal == null
                ? ""
                : present.removal + " -- then 'replicator schema', which creates it as the source has it";
    }

    /** One that returns something else, or has fewer defaults, is made anew, where nothing relies on it. */
    private static String function(Statements wanted, Statements present) {
        if (wanted.replacement == null) {
            return "";
        }
        if (wanted.beginsAs(present)) {
            return wanted.replacement;
        }
        // what was closed to everybody is at no moment open
        String privileges = String.join(" ", wanted.parts.subList(1, wanted.parts.size()));
        return present.removal == null
                ? ""
                : ("BEGIN; " + present.removal + " " + wanted.replacement + " " + privileges).strip() + " COMMIT;";
    }

    /** Each label refers to one that is there by then; none where one was renamed, moved, or is gone. */
    private static String labels(Statements wanted, Statements present) {
        List<String> labels = wanted.parts;
        if (!labels.stream().filter(present.parts::contains).toList().equals(present.parts)) {
            return "";
        }
        return IntStream.range(0, labels.size())
                .filter(i -> !present.parts.contains(labels.get(i)))
                .mapToObj(i -> wanted.label + labels.get(i) + place(labels, i, present.parts) + ";")
                .collect(Collectors.joining(" "));
    }

    private static String place(List<String> labels, int i, List<String> present) {
        if (i > 0) {
            return " AFTER " + labels.get(i - 1);
        }
        return present.isEmpty() ? "" : " BEFORE " + present.get(0);
    }
}
