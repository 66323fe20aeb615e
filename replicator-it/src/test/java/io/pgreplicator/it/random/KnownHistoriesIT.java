package io.pgreplicator.it.random;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Histories that failed once, or that are worth playing each time. Paste what {@link RandomHistoryIT} prints. */
@Timeout(600)
class KnownHistoriesIT {
    private static final Stage STAGE = new Stage(RandomHistoryIT.MAJOR, RandomHistoryIT.TALLY);

    @AfterAll
    static void close() {
        STAGE.close();
    }

    @Test
    void rowsThatMoveWhileTheirChunkWaitsForItsCommit() throws SQLException, InterruptedException {
        play("""
                CREATE TABLE t1 (k1 int NOT NULL, v1 text, n int, u int UNIQUE, PRIMARY KEY (k1))
                ----
                client 1: INSERT INTO t1 SELECT x, repeat('x', 300), x, x FROM generate_series(1, 200) AS x
                replicator: start
                replicator: holds at copy.before-commit
                client 1: UPDATE t1 SET n = n + 1, u = NULL WHERE k1 % 2 = 0
                client 2: UPDATE t1 SET k1 = 1000 - k1 WHERE k1 % 3 = 0
                client 1: UPDATE t1 SET u = k1 WHERE k1 % 2 = 0
                replicator: dies at copy.before-commit
                replicator: goes on
                catch up
                client 1: UPDATE t1 SET u = -u
                """);
    }

    @Test
    void aTruncationAndItsRowsWhileARoundWaitsForItsCommit() throws SQLException, InterruptedException {
        play("""
                CREATE TABLE t1 (k1 numeric NOT NULL, n int, PRIMARY KEY (k1))
                CREATE TABLE t2 (k1 int NOT NULL, r1 numeric, PRIMARY KEY (k1))
                ALTER TABLE t2 ADD FOREIGN KEY (r1) REFERENCES t1 (k1) ON DELETE SET NULL ON UPDATE CASCADE
                ----
                client 1: INSERT INTO t1 VALUES (1.0, 1), (2.0, 2)
                client 1: INSERT INTO t2 VALUES (1, 1.0), (2, 2.00)
                catch up
                client 1: UPDATE t1 SET k1 = 1.00 WHERE k1 = 1
                replicator: holds at round.before-commit
                client 2: BEGIN
                client 2: TRUNCATE t2
                client 2: INSERT INTO t2 VALUES (3, 1)
                client 2: PREPARE TRANSACTION 'p1'
                client 3: UPDATE t1 SET k1 = 3 WHERE k1 = 2
                target: kill
                replicator: goes on
                client 3: COMMIT PREPARED 'p1'
                client 1: UPDATE t1 SET k1 = 9 WHERE k1 = 1
                catch up
                """);
    }

    private static void play(String script) throws SQLException, InterruptedException {
        STAGE.play(Script.parse(script));
    }
}
