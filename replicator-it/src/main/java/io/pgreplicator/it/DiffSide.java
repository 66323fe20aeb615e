package io.pgreplicator.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One of the two databases of a comparison, read in one snapshot. Confined to one thread at a time. */
final class DiffSide implements AutoCloseable {

    /** What decides how values look as text, and what a long read needs. SET LOCAL, so the session gets it all back. */
    private static final String PIN = """
            SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
            SET LOCAL search_path = pg_catalog;
            SET LOCAL DateStyle = 'ISO, YMD';
            SET LOCAL IntervalStyle = 'postgres';
            SET LOCAL TimeZone = 'UTC';
            SET LOCAL extra_float_digits = 3;
            SET LOCAL bytea_output = 'hex';
            SET LOCAL lc_monetary = 'C';
            SET LOCAL row_security = off;
            SET LOCAL statement_timeout = 0;
            SET LOCAL lock_timeout = 0;
            SET LOCAL idle_in_transaction_session_timeout = 0;
            SET LOCAL work_mem = '64MB'""";

    private static final List<String> CATALOG =
            List.of("tables", "columns", "sequences", "indexes", "constraints", "triggers");

    private final Connection connection;
    private final Map<String, Relation> relations;

    private DiffSide(Connection connection, Map<String, Relation> relations) {
        this.connection = connection;
        this.relations = relations;
    }

    static DiffSide open(Connection connection, DiffOptions options) throws SQLException {
        if (!connection.getAutoCommit()) {
            throw new IllegalArgumentException("The connection is in a transaction of its own: commit, then compare");
        }
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(PIN);
            return new DiffSide(connection, relations(statement, options));
        } catch (SQLException e) {
            connection.rollback();
            connection.setAutoCommit(true);
            throw e;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
    }

    Connection connection() {
        return connection;
    }

    /** By name, in the order of names. */
    Map<String, Relation> relations() {
        return relations;
    }

    /** Every object of the catalog with its definition, by name. */
    Map<String, String> catalog() throws SQLException {
        Map<String, String> definitions = new TreeMap<>();
        Object[] oids = relations.values().stream().map(Relation::oid).toArray();
        for (String file : CATALOG) {
            try (PreparedStatement statement = connection.prepareStatement(resource("diff/" + file + ".sql"))) {
                Array array = connection.createArrayOf("oid", oids);
                for (int i = 1; i <= statement.getParameterMetaData().getParameterCount(); i++) {
                    statement.setArray(i, array);
                }
                try (ResultSet result = statement.executeQuery()) {
                    while (result.next()) {
                        definitions.put(result.getString(1), result.getString(2));
                    }
                }
            }
        }
        return definitions;
    }

    /** Where the sequences stand, by name. */
    Map<String, Standing> standings() throws SQLException {
        String query = relations.values().stream()
                .filter(Relation::isSequence)
                .map(sequence -> "SELECT '" + sequence.name().replace("'", "''")
                        + "', v.last_value, v.is_called, s.seqstart,"
                        + " s.seqincrement, s.seqcache, current_setting('max_connections') FROM " + sequence.name()
                        + " AS v, pg_sequence AS s WHERE s.seqrelid = " + sequence.oid())
                .collect(Collectors.joining("\nUNION ALL "));
        Map<String, Standing> standings = new TreeMap<>();
        if (query.isEmpty()) {
            return standings;
        }
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            while (result.next()) {
                standings.put(
                        result.getString(1),
                        new Standing(
                                result.getLong(2),
                                result.getBoolean(3),
                                result.getLong(4),
                                result.getLong(5),
                                result.getLong(6),
                                result.getLong(7)));
            }
        }
        return standings;
    }

    /**
     * The number of rows and the sum of their hashes for some columns of each table. Equal content has equal digests;
     * unequal digests are only a reason to look closer, so it does no harm should a version hash differently.
     */
    Map<String, Digest> digests(Map<String, List<String>> columnsByTable) throws SQLException {
        Map<String, Digest> digests = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> table : columnsByTable.entrySet()) {
            String query = "SELECT count(*), coalesce(sum(hashtextextended(" + Relation.text(table.getValue())
                    + " COLLATE \"C\", 0)), 0)::text FROM ONLY " + table.getKey();
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery(query)) {
                result.next();
                digests.put(table.getKey(), new Digest(result.getLong(1), result.getString(2)));
            }
        }
        return digests;
    }

    private static Map<String, Relation> relations(Statement statement, DiffOptions options) throws SQLException {
        Map<String, Relation> relations = new TreeMap<>();
        try (ResultSet result = statement.executeQuery(resource("diff/relations.sql"))) {
            while (result.next()) {
                Relation relation = new Relation(
                        result.getLong(1),
                        result.getString(2),
                        result.getString(3),
                        result.getString(4),
                        strings(result.getArray(5)),
                        strings(result.getArray(6)));
                if (!options.excludedTables().contains(relation.name())
                        && !options.excludedSchemas().contains(relation.schema())) {
                    relations.put(relation.name(), relation);
                }
            }
        }
        return relations;
    }

    private static List<String> strings(Array array) throws SQLException {
        List<String> strings = new ArrayList<>();
        for (Object element : (Object[]) array.getArray()) {
            strings.add((String) element);
        }
        return strings;
    }

    static String resource(String name) {
        try (InputStream stream = Objects.requireNonNull(DiffSide.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What two tables with equal rows have in common, whatever the order of the rows. Immutable. */
    record Digest(long rows, String sum) {}
}
