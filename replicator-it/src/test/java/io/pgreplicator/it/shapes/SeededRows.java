package io.pgreplicator.it.shapes;

import io.pgreplicator.it.shapes.SeededTable.Column;
import io.pgreplicator.it.shapes.SeededTable.Reference;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes to the tables of any database what their constraints let in. A row that they do not let in is tried again with other values, and
 * then left out. Confined to one thread.
 */
final class SeededRows {
    private static final int PASSES = 4;
    private static final int TRIES = 12;

    private final Connection connection;
    private final SeededValues values;
    private final Map<String, String> refusals = new HashMap<>();

    SeededRows(Connection connection, long seed) {
        this.connection = connection;
        this.values = new SeededValues(new SplittableRandom(seed));
    }

    /** Inserts that many rows into each table, if it can; those that are referred to come first. Returns those that stay empty, and why. */
    List<String> fill(int rows) throws SQLException {
        execute("SET statement_timeout = '5s'");
        var lacking = new LinkedHashMap<SeededTable, Integer>();
        SeededTable.read(connection).forEach(table -> lacking.put(table, rows));
        for (int i = 0; i < PASSES && !lacking.isEmpty(); i++) {
            for (SeededTable table : List.copyOf(lacking.keySet())) {
                int left = lacking.getOrDefault(table, 0) - inserted(table, lacking.getOrDefault(table, 0));
                lacking.put(table, left);
                if (left == 0) {
                    lacking.remove(table);
                }
            }
        }
        var empty = new ArrayList<String>();
        for (SeededTable table : lacking.keySet()) {
            if (!hasRows(table)) {
                empty.add(table.name() + ": " + refusals.get(table.name()));
            }
        }
        return empty;
    }

    private boolean hasRows(SeededTable table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT FROM " + table.name() + " LIMIT 1")) {
            return row.next();
        }
    }

    /** Some inserts, updates and deletes in each table; returns the number of rows that were changed. */
    int write() throws SQLException {
        int changed = 0;
        for (SeededTable table : SeededTable.read(connection)) {
            changed += inserted(table, 2);
            for (int i = 0; i < 3; i++) {
                changed += updated(table);
            }
            changed += tried(table, "DELETE FROM " + table.name() + " WHERE " + anyRow(table));
        }
        return changed;
    }

    private int inserted(SeededTable table, int rows) throws SQLException {
        int inserted = 0;
        for (int i = 0; i < rows; i++) {
            int before = inserted;
            for (int j = 0; j < TRIES && inserted == before; j++) {
                String insert = insert(table);
                inserted += insert == null ? 0 : tried(table, insert);
            }
            if (inserted == before) {
                break;
            }
        }
        return inserted;
    }

    private int updated(SeededTable table) throws SQLException {
        List<Column> free = table.columns().stream()
                .filter(column -> !column.generated() && !table.isReference(column))
                .filter(column -> !column.key() || values.chance(0.2))
                .toList();
        if (free.isEmpty()) {
            return 0;
        }
        Column column = values.one(free);
        String value = values.of(column);
        return value == null
                ? 0
                : tried(
                        table,
                        "UPDATE " + table.name() + " SET " + column.name() + " = " + quoted(value) + " WHERE "
                                + anyRow(table));
    }

    private static String anyRow(SeededTable table) {
        return "(tableoid, ctid) = (SELECT tableoid, ctid FROM " + table.name() + " ORDER BY random() LIMIT 1)";
    }

    /** Null where what it refers to has no row. */
    private @Nullable String insert(SeededTable table) throws SQLException {
        double nulls = values.one(List.of(0.0, 0.2, 0.5, 0.9));
        var row = new HashMap<String, String>();
        for (Reference reference : table.references()) {
            boolean optional = table.columns().stream()
                    .filter(column -> reference.columns().contains(column.name()))
                    .anyMatch(column -> !column.required());
            if (optional && values.chance(nulls)) {
                continue;
            }
            if (!refer(reference, row) && !optional) {
                refusals.putIfAbsent(table.name(), reference.table() + " has no row for it");
                return null;
            }
        }
        for (Column column : table.columns()) {
            if (column.generated() || row.containsKey(column.name()) || (column.ownValue() && values.chance(0.7))) {
                continue;
            }
            boolean referring = table.isReference(column);
            String value = referring || (!column.required() && values.chance(nulls)) ? null : values.of(column);
            if (value != null) {
                row.put(column.name(), quoted(value));
            }
        }
        return row.isEmpty()
                ? "INSERT INTO " + table.name() + " DEFAULT VALUES"
                : "INSERT INTO " + table.name() + " (" + String.join(", ", row.keySet()) + ") VALUES ("
                        + String.join(", ", row.values()) + ")";
    }

    /** Takes the values of some row that is referred to; of one that fits what another foreign key has taken. */
    private boolean refer(Reference reference, Map<String, String> row) throws SQLException {
        var conditions = new ArrayList<String>(List.of("true"));
        for (int i = 0; i < reference.columns().size(); i++) {
            String taken = row.get(reference.columns().get(i));
            if (taken != null) {
                conditions.add(reference.referred().get(i) + "::text = " + taken);
            }
        }
        String query = "SELECT "
                + reference.referred().stream().map(column -> column + "::text").collect(Collectors.joining(", "))
                + " FROM " + reference.table() + " WHERE " + String.join(" AND ", conditions)
                + " ORDER BY random() LIMIT 1";
        try (Statement statement = connection.createStatement();
                ResultSet referred = statement.executeQuery(query)) {
            if (!referred.next()) {
                return false;
            }
            for (int i = 0; i < reference.columns().size(); i++) {
                String value = referred.getString(i + 1);
                if (value != null) {
                    row.put(reference.columns().get(i), quoted(value));
                }
            }
            return true;
        }
    }

    private int tried(SeededTable table, String sql) {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        } catch (SQLException e) {
            refusals.put(
                    table.name(),
                    String.valueOf(e.getMessage()).lines().findFirst().orElse("") + " in " + sql);
            return 0;
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String quoted(String value) {
        return "E'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
