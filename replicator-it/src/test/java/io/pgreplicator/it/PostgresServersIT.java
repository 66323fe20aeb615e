package io.pgreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real servers of several majors side by side, with the stand-in roles. Confined to the test thread. */
class PostgresServersIT {

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void startsEachMajorOnceForEachSide(int major) throws SQLException {
        try (DatabasePair pair = DatabasePair.create(major, major);
                DatabasePair second = DatabasePair.create(major, major)) {
            assertThat(pair.source()).isSameAs(second.source()).isNotSameAs(pair.target());
            assertThat(pair.source().port()).isNotEqualTo(pair.target().port());
            assertThat(pair.source().version()).startsWith(major + ".");
            assertThat(pair.sourceDatabase()).isNotEqualTo(second.sourceDatabase());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void ownersCreateTablesAndTheReporterWritesThem(int major) throws SQLException {
        try (DatabasePair pair = DatabasePair.create(major, major);
                Connection owner = pair.connectSource();
                Connection reporter = pair.connectReporter();
                Connection master = pair.connectTarget()) {
            execute(owner, "CREATE TABLE t (id serial PRIMARY KEY, v text)");
            execute(reporter, "INSERT INTO t (v) VALUES ('from the reporter')");
            execute(reporter, "UPDATE t SET v = 'changed'");
            execute(reporter, "TRUNCATE t");
            execute(master, "CREATE TABLE t (id int)");
            execute(owner, "CREATE SCHEMA elsewhere CREATE TABLE u (id int)");
            assertThatThrownBy(() -> execute(reporter, "INSERT INTO elsewhere.u VALUES (1)"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 15})
    void onlyTheMasterFrom15OnMaySetTheReplicationRole(int major) throws SQLException {
        String replica = "SET session_replication_role = replica";
        try (DatabasePair pair = DatabasePair.create(major, major);
                Connection owner = pair.connectSource();
                Connection master = pair.connectTarget()) {
            assertThatThrownBy(() -> execute(owner, replica)).hasMessageContaining("permission denied");
            if (major >= 15) {
                execute(master, replica);
            } else {
                assertThatThrownBy(() -> execute(master, replica)).hasMessageContaining("permission denied");
            }
        }
    }

    @Test
    void aWrongPasswordIsRefused() {
        try (DatabasePair pair = DatabasePair.create(13, 15)) {
            assertThatThrownBy(() -> pair.source()
                            .connect("heroku_app", "wrong", pair.sourceDatabase())
                            .close())
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void survivesACrashOnTheSamePort() throws SQLException {
        try (PostgresServer server = PostgresServers.start(15, Map.of("work_mem", "7MB"))) {
            server.createSourceDatabase("with blank");
            int port = server.port();
            try (Connection owner = server.connect("heroku_app", "app", "with blank")) {
                execute(owner, "CREATE TABLE kept (id int)");
            }
            server.stopImmediately();
            assertThatThrownBy(() -> server.superuser("postgres").close()).isInstanceOf(SQLException.class);
            server.startAgain();
            assertThat(server.port()).isEqualTo(port);
            assertThat(server.sourceUri("with blank"))
                    .isEqualTo("postgresql://heroku_app:app@127.0.0.1:" + port + "/with%20blank");
            try (Connection owner =
                    PostgresUri.parse(server.sourceUri("with blank")).connect()) {
                execute(owner, "INSERT INTO kept VALUES (1)");
                assertThat(show(owner, "work_mem")).isEqualTo("7MB");
            }
        }
    }

    @Test
    void aMajorThatIsNotToBeHadFails() {
        assertThatThrownBy(() -> PostgresServers.start(9))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("No PostgreSQL 9 to be had from docker, embedded, installed");
    }

    private static String show(Connection connection, String setting) throws SQLException {
        try (Statement statement = connection.createStatement();
                var result = statement.executeQuery("SHOW " + setting)) {
            result.next();
            return result.getString(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
