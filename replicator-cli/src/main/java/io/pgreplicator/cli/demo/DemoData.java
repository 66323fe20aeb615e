package io.pgreplicator.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The demonstration's tables and their rows. Stateless, thread-safe. */
final class DemoData {
    /** Every table that holds rows, as SQL; the root stands for its partitions. */
    private static final List<String> TABLES = List.of(
            "shop.customer",
            "shop.product",
            "shop.\"order\"",
            "shop.\"Order Line\"",
            "shop.seat",
            "shop.event",
            "shop.order_history");

    private DemoData() {}

    static int tableCount() {
        return TABLES.size();
    }

    /** Creates the tables with everything except rows. */
    static void createEmpty(Connection database) throws SQLException {
        execute(database, "schema.sql");
        execute(database, "indexes.sql");
    }

    /** Creates the same tables with their rows. */
    static void createFilled(Connection database) throws SQLException {
        execute(database, "schema.sql");
        execute(database, "seed.sql");
        execute(database, "indexes.sql");
    }

    /** Rows of all tables together, counted by the server and not by the replicator. */
    static long rows(Connection database) throws SQLException {
        long rows = 0;
        for (String table : TABLES) {
            rows += number(database, "SELECT count(*) FROM " + table);
        }
        return rows;
    }

    static long databaseBytes(Connection database) throws SQLException {
        return number(database, "SELECT pg_database_size(current_database())");
    }

    static String serverVersion(Connection database) throws SQLException {
        return database.getMetaData().getDatabaseProductVersion();
    }

    private static long number(Connection database, String query) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getLong(1);
        }
    }

    private static void execute(Connection database, String file) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute(text(file));
        }
    }

    private static String text(String file) {
        try (InputStream in = DemoData.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the program's file " + file + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
