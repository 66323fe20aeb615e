package io.pgreplicator.it.shapes;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A table as somebody must know it who writes to it. Immutable.
 *
 * @param name its name with its schema, quoted where needed
 * @param columns its columns in their order
 * @param references its foreign keys, the widest first
 */
record SeededTable(String name, List<Column> columns, List<Reference> references) {
    SeededTable {
        columns = List.copyOf(columns);
        references = List.copyOf(references);
    }

    /**
     * A column.
     *
     * @param type the type, without its length; of a domain the one beneath
     * @param length the number of characters at most; 0 for any
     * @param ownValue whether it gets a value when none is given
     * @param generated whether it can be given none
     * @param key whether a unique index has it
     * @param labels the values of an enum
     * @param checks the definitions of the constraints that it is in
     */
    record Column(
            String name,
            String type,
            int length,
            boolean required,
            boolean ownValue,
            boolean generated,
            boolean key,
            List<String> labels,
            String checks) {
        Column {
            labels = List.copyOf(labels);
        }
    }

    /** A foreign key: columns, and the table and columns that they refer to. */
    record Reference(List<String> columns, String table, List<String> referred) {
        Reference {
            columns = List.copyOf(columns);
            referred = List.copyOf(referred);
        }

        boolean shares(Set<String> others) {
            return columns.stream().anyMatch(others::contains);
        }
    }

    /** Whether a foreign key has that column. */
    boolean isReference(Column column) {
        return references.stream().anyMatch(reference -> reference.columns.contains(column.name));
    }

    /** All tables of a database, by name. */
    static List<SeededTable> read(Connection connection) throws SQLException {
        Map<String, List<Column>> columns = new TreeMap<>();
        Map<String, List<Reference>> references = new TreeMap<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery(Resources.text("columns.sql"))) {
                while (row.next()) {
                    columns.computeIfAbsent(row.getString(1), name -> new ArrayList<>())
                            .add(column(row));
                }
            }
            try (ResultSet row = statement.executeQuery(Resources.text("references.sql"))) {
                while (row.next()) {
                    references
                            .computeIfAbsent(row.getString(1), name -> new ArrayList<>())
                            .add(new Reference(texts(row, 2), row.getString(3), texts(row, 4)));
                }
            }
        }
        return columns.entrySet().stream()
                .map(table -> new SeededTable(
                        table.getKey(), table.getValue(), references.getOrDefault(table.getKey(), List.of())))
                .toList();
    }

    private static Column column(ResultSet row) throws SQLException {
        return new Column(
                row.getString(2),
                row.getString(3),
                row.getInt(4),
                row.getBoolean(5),
                row.getBoolean(6),
                row.getBoolean(7),
                row.getBoolean(8),
                texts(row, 9),
                row.getString(10));
    }

    private static List<String> texts(ResultSet row, int column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }
}
