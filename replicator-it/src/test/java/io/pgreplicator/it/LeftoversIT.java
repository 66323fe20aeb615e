package io.pgreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** Anything with the replicator's name is found, and nothing else. Confined to the test thread. */
class LeftoversIT {

    @Test
    void findsObjectsSessionsAndLocks() throws SQLException {
        try (DatabasePair pair = DatabasePair.create(15, 15);
                Connection superuser = pair.sourceSuperuser();
                Connection owner = pair.connectSource()) {
            execute(owner, "CREATE TABLE theirs (id int PRIMARY KEY)");
            assertThat(Leftovers.find(superuser)).isEmpty();

            execute(owner, "CREATE SCHEMA replicator_capture CREATE TABLE delta (id int)");
            execute(
                    owner,
                    "CREATE FUNCTION public.replicator_capture() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'");
            execute(
                    owner,
                    "CREATE TRIGGER replicator_insert AFTER INSERT ON theirs EXECUTE FUNCTION replicator_capture()");
            execute(owner, "SET application_name = 'replicator daemon'; SELECT pg_advisory_lock(12, 34)");
            assertThat(Leftovers.find(superuser))
                    .contains(
                            "schema replicator_capture",
                            "table replicator_capture.delta",
                            "function replicator_capture()",
                            "trigger replicator_insert on theirs")
                    .anyMatch(line -> line.matches("session \\d+ \\(replicator daemon\\), idle: .*"))
                    .anyMatch(
                            line -> line.matches("advisory lock \\(12, 34\\) of session \\d+ \\(replicator daemon\\)"));
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
