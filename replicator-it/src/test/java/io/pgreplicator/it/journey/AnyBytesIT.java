package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A source that knows no encoding: its bytes arrive as they are, or their row is set aside by its key. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
class AnyBytesIT {
    private static final String TABLES = "CREATE TABLE t (id int PRIMARY KEY, v text);"
            + " CREATE TABLE k (name text COLLATE \"C\" PRIMARY KEY, v text COLLATE \"C\" UNIQUE);"
            + " CREATE TABLE binary_safe (id int PRIMARY KEY, v varchar(9))";
    private static final String LATIN = "convert_from('\\x636166e9', 'SQL_ASCII')";
    private static final String ROWS = "INSERT INTO t VALUES (%1$d, 'plain'), (%1$d + 1, " + LATIN + ");"
            + " INSERT INTO k VALUES ('plain%1$d', '%1$d'), (" + LATIN + " || %1$d, " + LATIN + " || %1$d);"
            + " INSERT INTO binary_safe VALUES (%1$d, " + LATIN + ")";

    @Test
    void bytesPassUnchangedToATargetThatTakesThem() throws SQLException, InterruptedException {
        try (Journey journey = journey("SQL_ASCII")) {
            journey.onBoth(TABLES);
            journey.onSource(String.format(ROWS, 1));
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCopied();
                journey.onSource(String.format(ROWS, 3));
                journey.onSource(
                        "UPDATE t SET v = v || '!' WHERE id = 2; DELETE FROM k WHERE name = " + LATIN + " || 1");
                replication.awaitCaughtUp();
                assertThat(replicator.compare().tables()).hasSize(3).allMatch(compared -> compared.equal(), "equal");
            }
            assertThat(texts(
                            journey.target,
                            "SELECT id || encode(convert_to(v, 'SQL_ASCII'), 'hex') FROM t ORDER BY id"))
                    .containsExactly("1706c61696e", "2636166e921", "3706c61696e", "4636166e9");
            uninstall(journey);
        }
    }

    @Test
    void aRowOfBytesThatTheTargetRefusesIsSetAsideByItsKey() throws SQLException, InterruptedException {
        try (Journey journey = journey("UTF8")) {
            journey.onBoth(TABLES);
            journey.onSource(String.format(ROWS, 1));
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                assertRefused(replication::awaitCopied);
                journey.onSource(String.format(ROWS, 3));
                // tried again, and again refused: none may be taken for arrived because its key reads differently
                for (int i = 0; i < 3; i++) {
                    assertRefused(replication::awaitCaughtUp);
                }
                assertThat(texts(journey.target, "SELECT key::text || sqlstate FROM replicator.refused_row ORDER BY 1"))
                        .containsExactly(
                                "[\"1\"]22021",
                                "[\"2\"]22021",
                                "[\"3\"]22021",
                                "[\"4\"]22021",
                                "[\"\uFFFD636166e931\"]22021",
                                "[\"\uFFFD636166e933\"]22021");
                assertThat(texts(journey.target, "SELECT v FROM t UNION ALL SELECT name FROM k ORDER BY 1"))
                        .containsExactly("plain", "plain", "plain1", "plain3");
                journey.onSource("UPDATE t SET v = 'now valid' WHERE v <> 'plain'; DELETE FROM binary_safe;"
                        + " DELETE FROM k WHERE name LIKE 'caf%'");
                replication.awaitCaughtUp();
                assertThat(replicator.status().refused().rows()).isZero();
                assertThat(replicator.compare().tables()).allMatch(compared -> compared.equal(), "equal");
            }
            uninstall(journey);
        }
    }

    private static void uninstall(Journey journey) {
        try (Replicator replicator = journey.open()) {
            replicator.uninstall();
        }
    }

    private interface Waiting {
        void run() throws InterruptedException;
    }

    private static void assertRefused(Waiting waiting) {
        assertThatThrownBy(waiting::run)
                .isInstanceOfSatisfying(
                        ReplicatorException.class,
                        failure -> assertThat(failure.code())
                                .as(failure.getMessage())
                                .isEqualTo(ErrorCode.ROW_REFUSED));
    }

    private static Journey journey(String targetEncoding) throws SQLException {
        DatabasePair pair = DatabasePair.create(15, 17);
        recreate(pair.source(), pair.sourceDatabase(), "heroku_app", "SQL_ASCII");
        recreate(pair.target(), pair.targetDatabase(), "rds_master", targetEncoding);
        return Journey.on(pair);
    }

    private static void recreate(PostgresServer server, String database, String owner, String encoding)
            throws SQLException {
        try (Connection connection = server.superuser("postgres")) {
            Journey.execute(connection, "DROP DATABASE " + database);
            Journey.execute(
                    connection,
                    "CREATE DATABASE " + database + " OWNER " + owner + " ENCODING '" + encoding
                            + "' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'");
        }
    }

    private static List<String> texts(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            var texts = new ArrayList<String>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }
}
