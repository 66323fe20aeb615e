package io.pgreplicator.it.random;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table as a history needs it: columns k1, k2, ... are its key, v1, v2, ... values, n a number; there may be u, which is
 * unique, g, which is generated, i, an identity, and r1, r2, ..., which refer to another table's key. Immutable.
 *
 * @param name its name
 * @param key the types of the key's columns
 * @param values the types of further columns
 * @param keyKind what makes the key unique
 * @param layout where its rows are
 * @param unique whether there is another unique column
 * @param generated whether there is a generated column
 * @param identity whether there is an identity column
 * @param reference what it refers to
 */
record TableShape(
        String name,
        List<ColumnType> key,
        List<ColumnType> values,
        KeyKind keyKind,
        Layout layout,
        Unique unique,
        boolean generated,
        boolean identity,
        Reference reference) {

    enum KeyKind {
        PRIMARY_KEY,
        UNIQUE_INDEX,
        DEFERRABLE_KEY
    }

    enum Layout {
        PLAIN,
        RANGE,
        LIST,
        HASH,
        INHERITED;

        boolean isPartitioned() {
            return this == RANGE || this == LIST || this == HASH;
        }
    }

    enum Unique {
        NONE,
        PLAIN,
        DEFERRABLE
    }

    /**
     * A foreign key, or none.
     *
     * @param table the table referred to; empty for none
     * @param key the types of its key
     * @param clauses actions and deferral
     */
    record Reference(String table, List<ColumnType> key, String clauses) {
        static final Reference NONE = new Reference("", List.of(), "");

        Reference {
            key = List.copyOf(key);
        }
    }

    TableShape {
        key = List.copyOf(key);
        values = List.copyOf(values);
    }

    /** The columns of the key, joined by commas. */
    String keyColumns() {
        return numbered("k", key.size());
    }

    /** The key of a row number, as values joined by commas. */
    String keyOf(int row, boolean otherSpelling) {
        return String.join(", ", keyValues(key, row, otherSpelling));
    }

    static List<String> keyValues(List<ColumnType> key, int row, boolean otherSpelling) {
        int[] parts = switch (key.size()) {
            case 1 -> new int[] {row};
            case 2 -> new int[] {row / 3, row % 3};
            default -> new int[] {row / 4, row / 2 % 2, row % 2};
        };
        return IntStream.range(0, key.size())
                .mapToObj(i -> key.get(i).value(parts[i], otherSpelling))
                .toList();
    }

    /** The condition for a row number. */
    String is(int row) {
        List<String> wanted = keyValues(key, row, false);
        return IntStream.range(0, key.size())
                .mapToObj(i -> "k" + (i + 1) + " = " + wanted.get(i))
                .collect(Collectors.joining(" AND "));
    }

    boolean hasUnique() {
        return unique != Unique.NONE && !layout.isPartitioned();
    }

    boolean refers() {
        return !reference.table().isEmpty();
    }

    /** The columns that an INSERT names, joined by commas. */
    String columns() {
        return keyColumns() + (values.isEmpty() ? "" : ", " + numbered("v", values.size())) + ", n"
                + (hasUnique() ? ", u" : "")
                + (refers() ? ", " + numbered("r", reference.key().size()) : "");
    }

    /** A relation that holds some of the rows: a partition, a child, or the table itself. */
    String part() {
        return layout == Layout.PLAIN ? name : name + "_a";
    }

    /** The statements that create it. */
    List<String> ddl() {
        var ddl = new ArrayList<String>();
        ddl.add("CREATE TABLE " + name + " (" + String.join(", ", definitions()) + ")"
                + (layout.isPartitioned() ? " PARTITION BY " + layout + " (k1)" : ""));
        ddl.addAll(parts());
        if (keyKind == KeyKind.UNIQUE_INDEX) {
            ddl.add("CREATE UNIQUE INDEX " + name + "_key ON " + name + " (" + keyColumns() + ")");
            if (layout == Layout.INHERITED) {
                ddl.add("CREATE UNIQUE INDEX " + part() + "_key ON " + part() + " (" + keyColumns() + ")");
            }
        }
        if (refers()) {
            ddl.add("ALTER TABLE " + name + " ADD FOREIGN KEY ("
                    + numbered("r", reference.key().size()) + ") REFERENCES " + reference.table() + " ("
                    + numbered("k", reference.key().size()) + ")" + reference.clauses());
        }
        return ddl;
    }

    private List<String> definitions() {
        var definitions = new ArrayList<String>();
        for (int i = 0; i < key.size(); i++) {
            definitions.add("k" + (i + 1) + " " + key.get(i).sql() + " NOT NULL");
        }
        for (int i = 0; i < values.size(); i++) {
            definitions.add("v" + (i + 1) + " " + values.get(i).sql());
        }
        definitions.add("n int");
        if (hasUnique()) {
            definitions.add("u int UNIQUE" + (unique == Unique.DEFERRABLE ? " DEFERRABLE INITIALLY DEFERRED" : ""));
        }
        if (generated) {
            definitions.add("g int GENERATED ALWAYS AS (n * 2) STORED");
        }
        if (identity && layout == Layout.PLAIN) {
            definitions.add("i bigint GENERATED ALWAYS AS IDENTITY");
        }
        for (int i = 0; i < reference.key().size(); i++) {
            definitions.add("r" + (i + 1) + " " + reference.key().get(i).sql());
        }
        definitions.addAll(primaryKey());
        return definitions;
    }

    private List<String> primaryKey() {
        return switch (keyKind) {
            case PRIMARY_KEY -> List.of("PRIMARY KEY (" + keyColumns() + ")");
            case DEFERRABLE_KEY ->
                List.of("PRIMARY KEY (" + keyColumns() + ")" + (layout.isPartitioned() ? "" : " DEFERRABLE"));
            case UNIQUE_INDEX -> List.of();
        };
    }

    private List<String> parts() {
        String of = " PARTITION OF " + name;
        ColumnType first = key.get(0);
        String middle = literal(first, key.size() == 1 ? 4 : 1);
        return switch (layout) {
            case PLAIN -> List.of();
            case RANGE ->
                List.of(
                        "CREATE TABLE " + name + "_a" + of + " FOR VALUES FROM (MINVALUE) TO (" + middle + ")",
                        "CREATE TABLE " + name + "_b" + of + " FOR VALUES FROM (" + middle + ") TO (MAXVALUE)");
            case LIST ->
                List.of(
                        "CREATE TABLE " + name + "_a" + of + " FOR VALUES IN (" + literal(first, 0) + ", "
                                + literal(first, 1) + ")",
                        "CREATE TABLE " + name + "_b" + of + " DEFAULT");
            case HASH ->
                List.of(
                        "CREATE TABLE " + name + "_a" + of + " FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
                        "CREATE TABLE " + name + "_b" + of + " FOR VALUES WITH (MODULUS 2, REMAINDER 1)");
            case INHERITED ->
                List.of("CREATE TABLE " + part() + " (" + String.join(", ", primaryKey()) + ") INHERITS (" + name
                        + ")");
        };
    }

    /** A bound of a partition must not be an expression on older servers, and reads better as none. */
    private static String literal(ColumnType type, int number) {
        return switch (type) {
            case UUID -> "'" + "0".repeat(31) + number + "'";
            case DATE -> "'2024-02-2" + (7 + Math.min(number, 2)) + "'";
            default -> type.value(number, false);
        };
    }

    private static String numbered(String letter, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> letter + i).collect(Collectors.joining(", "));
    }
}
