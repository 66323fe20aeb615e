package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.DatabaseDiff;
import io.pgreplicator.it.DiffOptions;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Leftovers;
import io.pgreplicator.it.ReplicatorProcess;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.OpenObject;
import io.pgreplicator.telemetry.Phase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not done is said: by the exit code, by the status and in a line. */
@Timeout(900)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class HonestIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String PARENT_AND_CHILD =
            "CREATE TABLE parent (id int PRIMARY KEY, x text); CREATE TABLE child (id int PRIMARY KEY, parent int,"
                    + " CONSTRAINT child_parent FOREIGN KEY (parent) REFERENCES parent ON DELETE CASCADE)";

    /** What users make on top of a capture, rows of theirs included. */
    private static final String DEPENDENTS = """
            CREATE TABLE orders (id int PRIMARY KEY, v text);
            INSERT INTO orders VALUES (1, 'precious'), (2, 'precious'), (3, 'precious');
            CREATE TABLE audit_log (v text);
            CREATE RULE audit AS ON UPDATE TO orders DO ALSO
                INSERT INTO audit_log SELECT count(*) FROM replicator_capture.captured_table;
            CREATE FUNCTION of_leaves() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
            CREATE TRIGGER of_leaves BEFORE INSERT ON orders FOR EACH ROW
                WHEN (replicator_capture.is_leaf(1, NEW.id::oid)) EXECUTE FUNCTION of_leaves();
            CREATE VIEW a_backlog AS SELECT count(*) AS n FROM replicator_capture.delta_1;
            CREATE VIEW z_dashboard AS
                SELECT n, (SELECT count(*) FROM replicator_capture.captured_table) AS captured FROM a_backlog;
            CREATE MATERIALIZED VIEW counted AS SELECT * FROM z_dashboard;
            CREATE TABLE history (note text, was replicator_capture.captured_table);
            INSERT INTO history SELECT 'keep me', c FROM replicator_capture.captured_table AS c;
            ALTER TABLE history ALTER was SET DEFAULT row(1, 1, '', '', gen_random_uuid(), 'PLAIN', '{}', '{}', '', 1, '', '', true)
                ::replicator_capture.captured_table;
            CREATE VIEW former AS SELECT (was).table_name FROM history;
            CREATE TYPE pair AS (a int, c replicator_capture.captured_table);
            CREATE TABLE pairs (p pair);
            INSERT INTO pairs SELECT row(1, c)::pair FROM replicator_capture.captured_table AS c;
            CREATE FUNCTION captured() RETURNS SETOF replicator_capture.captured_table LANGUAGE plpgsql AS 'BEGIN RETURN; END';
            CREATE TABLE hb (id int REFERENCES replicator_capture.captured_table,
                beat bigint DEFAULT nextval('replicator_capture.heartbeat'));
            INSERT INTO hb VALUES (1, 1);
            CREATE TABLE secrets (v text);
            ALTER TABLE secrets ENABLE ROW LEVEL SECURITY;
            CREATE POLICY everyone ON secrets USING (true);
            CREATE POLICY "while it lasts" ON secrets AS RESTRICTIVE
                USING (NOT EXISTS (SELECT FROM replicator_capture.captured_table));
            CREATE STATISTICS widths ON xid, k1 FROM replicator_capture.delta_1;
            CREATE TABLE archive (note text) INHERITS (replicator_capture.captured_leaf);
            CREATE DOMAIN leafy AS oid CHECK (replicator_capture.is_leaf(1, VALUE));
            CREATE DOMAIN beats AS bigint DEFAULT nextval('replicator_capture.heartbeat');
            CREATE TABLE replicator_capture.notes (id serial PRIMARY KEY, v text);
            INSERT INTO replicator_capture.notes (v) VALUES ('keep me');
            CREATE VIEW replicator_capture.lag AS SELECT * FROM replicator_capture.capture;
            CREATE FUNCTION replicator_capture.beat(text) RETURNS text LANGUAGE sql AS 'SELECT $1';
            CREATE TYPE replicator_capture.mood AS ENUM ('keen');
            """;

    private static final String COUNTS_OF_USERS =
            "SELECT (SELECT count(*) FROM orders), (SELECT count(*) FROM history WHERE was::text LIKE '%(1,%,public,t,%'),"
                    + " (SELECT count(*) FROM pairs WHERE p::text LIKE '%public,t,%'), (SELECT count(*) FROM hb),"
                    + " (SELECT count(*) FROM notes WHERE v = 'keep me')";
    private static final String COUNTS = COUNTS_OF_USERS
            .replace(
                    "SELECT (SELECT count(*) FROM orders)",
                    "SELECT (SELECT count(*) FROM replicator_capture.captured_table),"
                            + " (SELECT count(*) FROM pg_trigger WHERE tgrelid = 't'::regclass), (SELECT count(*) FROM orders)")
            .replace("FROM notes", "FROM replicator_capture.notes");

    @ParameterizedTest
    @CsvSource({"TERM, copied, 143", "INT, caught-up, 130", "TERM, caught-up, 143"})
    void aStopBeforeTheGoalHasItsOwnExitCodeAndSaysSo(String signal, String until, int code)
            throws SQLException, IOException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                Connection writer = journey.pair.connectSource()) {
            journey.onBoth("CREATE TABLE done (id int PRIMARY KEY); CREATE TABLE held (id int PRIMARY KEY)");
            writer.setAutoCommit(false);
            Journey.execute(writer, "INSERT INTO held VALUES (1)");
            try (ReplicatorProcess run = start(journey, "run", "--until", until, "--json")) {
                run.awaitOutput("capturing public.held failed", LIMIT);
                run.signal(signal);
                assertThat(run.waitFor(LIMIT)).as("%s", run).isEqualTo(code);
                assertThat(run.stderr()).contains("Stopped by SIG" + signal + " before the goal of --until " + until);
                assertThat(run.stdout()).contains("\"reached\":false");
            }
            writer.rollback();
            journey.catchUp();
            journey.assertArrived();
        }
    }

    /** Its work has failed already, and it asks how far it came, when the signal comes: the failure is what it ends with. */
    @Test
    void aSignalDoesNotHideThatTheRunHadFailed() throws SQLException, IOException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                Connection locker = journey.pair.targetSuperuser()) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY)");
            journey.catchUp();
            journey.onSource("ALTER TABLE t DROP CONSTRAINT t_pkey");
            locker.setAutoCommit(false);
            execute(locker, "LOCK TABLE replicator.deferred_object");
            try (ReplicatorProcess run = start(journey, "run", "--json")) {
                awaitWaiting(journey.pair.targetSuperuser(), "replicator.deferred_object");
                journey.awaitNoLeader();
                run.signal("TERM");
                assertThat(run.waitFor(LIMIT)).as("%s", run).isEqualTo(ErrorCode.SHAPE_CHANGED.exitCode());
                assertThat(run.stderr())
                        .containsOnlyOnce("The unique index over (id) by which public.t is captured is gone")
                        .doesNotContain("Stopped");
                assertThat(run.stdout()).contains("\"reached\":false");
            }
            locker.rollback();
            try (Replicator replicator = journey.open()) {
                assertThat(replicator.status().phase()).isEqualTo(Phase.FAILED);
            }
        }
    }

    @Test
    void aTableThatWasRenamedAwayIsNotEqual() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                Replicator replicator = journey.open()) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY)");
            journey.onSource("INSERT INTO t VALUES (1), (2)");
            journey.catchUp();
            assertThat(replicator.compare().isEqual()).isTrue();
            journey.onSource("ALTER TABLE t RENAME TO elsewhere");
            assertThat(replicator.compare().different())
                    .singleElement()
                    .satisfies(table -> assertThat(table.targetRows()).isEqualTo(2));
        }
    }

    @Test
    void theBacklogOfAnotherMigrationIsNotShownAsOurs() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                Replicator replicator = journey.open();
                Connection superuser = journey.pair.targetSuperuser()) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY)");
            journey.catchUp();
            journey.onSource("INSERT INTO t VALUES (1)");
            assertThat(replicator.status().lag().pendingKeys()).isEqualTo(1);
            execute(superuser, "UPDATE replicator.migration SET migration_id = gen_random_uuid()");
            assertThat(replicator.status().lag().pendingKeys()).isNull();
            assertThat(replicator.status().source().captureValid()).isFalse();
        }
    }

    @Test
    void whoeverWaitsForAGoalIsToldOfAStop() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                Connection writer = journey.pair.connectSource();
                Replicator replicator = journey.open()) {
            journey.onBoth("CREATE TABLE held (id int PRIMARY KEY)");
            writer.setAutoCommit(false);
            Journey.execute(writer, "INSERT INTO held VALUES (1)");
            Replication replication = replicator.start().endWhenCaughtUp();
            replication.close();
            assertThat(replication.isGoalReached()).isFalse();
            assertFails(ErrorCode.STOPPED, replication::await);
            assertFails(ErrorCode.STOPPED, replication::awaitCaughtUp);
            assertFails(ErrorCode.STOPPED, replication::awaitCopied);
        }
    }

    @Test
    void aUniqueIndexThatCannotBeBuiltIsAnOpenObjectWhileRowsArriveAndUninstallKeepsItsRecord()
            throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v int)");
            execute(journey.target, "CREATE UNIQUE INDEX stricter ON t (v) WHERE v > 0");
            journey.onSource(
                    "INSERT INTO t VALUES (1, 7), (2, 7), (3, 8); CREATE MATERIALIZED VIEW counted AS SELECT 1 AS n");
            String sql = "CREATE UNIQUE INDEX stricter ON public.t USING btree (v) WHERE (v > 0);";
            try (ReplicatorProcess run = start(journey, "run", "--until", "caught-up", "--json")) {
                assertThat(run.waitFor(LIMIT)).as("%s", run).isEqualTo(1);
                assertThat(run.stderr()).contains("stricter", "could not create unique index", sql);
                assertThat(run.stdout())
                        .contains("\"reached\":false", "\"open_objects\":[{\"kind\":\"index\"", "HAVING count(*) > 1")
                        .contains(
                                "\"left_out\":[\"1 materialized view, because they are computed from tables: public.counted\"]");
            }
            assertSameRows(journey);
            try (Replicator replicator = journey.open()) {
                OpenObject open = replicator.status().openObjects().get(0);
                assertThat(open.sql()).isEqualTo(sql);
                assertThat(open.reason()).contains("could not create unique index", "[23505]");
                String probe = open.offenders();
                assertThat(longs(journey.source, probe.substring(probe.indexOf("SELECT"))))
                        .containsExactly(7L, 2L);
                try (Replication replication = replicator.start()) {
                    assertFails(ErrorCode.OBJECTS_OPEN, replication::awaitCopied);
                    journey.onSource("INSERT INTO t VALUES (4, 7), (5, 9)");
                    replication.awaitCaughtUp();
                    assertSameRows(journey);
                    journey.onSource("INSERT INTO t VALUES (6, 7)");
                    replication.awaitCaughtUp();
                }
            }
            try (ReplicatorProcess status = start(journey, "status")) {
                assertThat(status.waitFor(LIMIT)).isZero();
                assertThat(status.stdout()).contains("1 object not back on the target", sql);
            }
            for (int i = 0; i < 2; i++) {
                try (ReplicatorProcess uninstall = start(journey, "uninstall")) {
                    assertThat(uninstall.waitFor(LIMIT)).as("%s", uninstall).isEqualTo(1);
                    assertThat(uninstall.stderr()).contains(sql, "could not create unique index");
                    assertThat(uninstall.stdout()).doesNotContain("Uninstalled");
                }
                assertThat(longs(
                                journey.target,
                                "SELECT count(*) FROM replicator.deferred_object" + " WHERE finished_at IS NULL"))
                        .containsExactly(1L);
            }
            try (ReplicatorProcess uninstall = start(journey, "uninstall", "--force")) {
                assertThat(uninstall.waitFor(LIMIT)).as("%s", uninstall).isEqualTo(1);
                assertThat(uninstall.stderr()).contains(sql, "not recorded from now on");
            }
            try (ReplicatorProcess uninstall = start(journey, "uninstall")) {
                assertThat(uninstall.waitFor(LIMIT)).as("%s", uninstall).isZero();
            }
        }
    }

    @Test
    void aKeyThatCannotBeBuiltEndsTheRunWithEveryRowThereAndTheQueryForTheSource()
            throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE t (id int NOT NULL, v text); CREATE UNIQUE INDEX k ON t (id)");
            journey.onSource("INSERT INTO t SELECT g, 'x' FROM generate_series(1, 500) AS g");
            breakUniqueIndex(journey);
            for (int i = 0; i < 2; i++) {
                try (Replicator replicator = journey.open();
                        Replication replication = replicator.start().endWhenCaughtUp()) {
                    assertThatThrownBy(replication::await)
                            .isInstanceOfSatisfying(ReplicatorException.class, known -> {
                                assertThat(known.code()).isEqualTo(ErrorCode.OBJECTS_OPEN);
                                assertThat(known.cure()).contains("on the source", "uninstall --force");
                            })
                            .hasMessageContaining("enable_indexscan = off")
                            .hasMessageContaining("GROUP BY id HAVING count(*) > 1");
                }
                assertThat(longs(journey.target, "SELECT count(*) FROM t")).containsExactly(500L);
            }
        }
    }

    /** Rows 7 and 8 get one key, as after a change of the collation; the index is whole again but for its uniqueness. */
    private static void breakUniqueIndex(Journey journey) throws SQLException {
        try (Connection superuser = journey.pair.sourceSuperuser()) {
            Journey.execute(
                    superuser,
                    "UPDATE pg_index SET indisunique = false, indisready = true WHERE indexrelid = 'k'::regclass");
        }
        try (Connection fresh = journey.pair.connectSource()) {
            Journey.execute(fresh, "UPDATE t SET id = 7 WHERE id = 8");
        }
        try (Connection superuser = journey.pair.sourceSuperuser()) {
            Journey.execute(superuser, "UPDATE pg_index SET indisunique = true WHERE indexrelid = 'k'::regclass");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 15})
    void orphansOfTheSourceLeaveTheForeignKeyOpenAndNoRowBehind(int major) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(major, major)) {
            journey.onBoth(PARENT_AND_CHILD + "; CREATE TABLE nv (id int PRIMARY KEY, parent int)");
            journey.onSource("INSERT INTO parent SELECT g, 'x' FROM generate_series(1, 100) AS g;"
                    + " INSERT INTO child SELECT g, g FROM generate_series(1, 100) AS g;"
                    + " INSERT INTO nv SELECT g, g FROM generate_series(1, 200) AS g");
            journey.onBoth("ALTER TABLE nv ADD CONSTRAINT nv_fk FOREIGN KEY (parent) REFERENCES parent NOT VALID");
            try (Connection superuser = journey.pair.sourceSuperuser()) {
                Journey.execute(
                        superuser,
                        "SET session_replication_role = replica; INSERT INTO child SELECT g, g FROM generate_series(101, 130) AS g");
            }
            for (int i = 1; i <= 2; i++) {
                try (ReplicatorProcess run = start(journey, "run", "--until", i == 1 ? "copied" : "caught-up")) {
                    assertThat(run.waitFor(LIMIT)).as("%s", run).isEqualTo(1);
                    assertThat(run.stderr())
                            .contains(
                                    "foreign key child_parent of public.child",
                                    "VALIDATE CONSTRAINT child_parent;",
                                    "NOT EXISTS (SELECT FROM public.parent AS o WHERE o.id = r.parent)",
                                    "Do not change rows on the target");
                }
                assertSameRows(journey);
                journey.onSource("UPDATE parent SET x = 'y' WHERE id < 10; UPDATE child SET parent = 1 WHERE id = 5");
            }
            journey.onSource("DELETE FROM child WHERE parent > 100");
            journey.catchUp();
            assertThat(longs(
                            journey.target,
                            "SELECT count(*) FROM pg_constraint WHERE conname = 'child_parent' AND convalidated"))
                    .containsExactly(1L);
            journey.assertArrived();
        }
    }

    @Test
    void withoutTheReplicaRoleForeignKeysAndTriggersAreBackAtTheGoalAndOffDuringRounds()
            throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(14, 14)) {
            journey.onBoth(PARENT_AND_CHILD + "; CREATE TABLE fired (id int PRIMARY KEY, n int)");
            journey.onBoth("CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN"
                    + " INSERT INTO fired VALUES (NEW.id, 1); RETURN NULL; END$$;"
                    + " CREATE TRIGGER fires AFTER INSERT ON parent FOR EACH ROW EXECUTE FUNCTION fire()");
            journey.onSource("INSERT INTO parent VALUES (1, 'a'), (2, 'b'); INSERT INTO child VALUES (1, 1), (2, 2)");
            journey.catchUp();
            assertStanding(journey, 1);
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCopied();
                assertThat(replicator.status().openObjects())
                        .extracting(OpenObject::kind)
                        .containsExactlyInAnyOrder("foreign key", "trigger");
                journey.onSource("INSERT INTO parent VALUES (3, 'c'); INSERT INTO child VALUES (3, 3), (4, 1);"
                        + " DELETE FROM parent WHERE id = 2; UPDATE child SET parent = 3 WHERE id = 1");
                replication.awaitCaughtUp();
                assertSameRows(journey);
                assertStanding(journey, 0);
            }
            journey.onSource("INSERT INTO parent VALUES (5, 'e'); INSERT INTO child VALUES (5, 5)");
            journey.catchUp();
            assertStanding(journey, 1);
            journey.assertArrived();
        }
    }

    private static void assertStanding(Journey journey, long expected) throws SQLException {
        assertThat(longs(
                        journey.target,
                        "SELECT (SELECT count(*) FROM pg_constraint WHERE conname = 'child_parent' AND convalidated),"
                                + " (SELECT count(*) FROM pg_trigger WHERE tgname = 'fires' AND tgenabled = 'O')"))
                .containsExactly(expected, expected);
    }

    @Test
    void indexesWhoseFunctionsFailOnTheTargetAreOpenAndComeBackWithTheFunction()
            throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 17)) {
            journey.onBoth("CREATE FUNCTION strip(t text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS"
                    + " $$BEGIN RETURN regexp_replace(t, '\\s+', ' ', 'g'); END$$;"
                    + " CREATE TABLE people (id int PRIMARY KEY, name text);"
                    + " CREATE INDEX people_name ON people (strip(name))");
            execute(
                    journey.target,
                    "CREATE OR REPLACE FUNCTION strip(t text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS"
                            // the check tries a few rows
                            + " $$BEGIN IF t = 'Zoe 99' THEN RETURN nowhere.unaccent(t); END IF; RETURN t; END$$");
            journey.onSource("INSERT INTO people SELECT g, 'Zoe ' || g FROM generate_series(1, 100) AS g");
            try (ReplicatorProcess run = start(journey, "run", "--until", "caught-up")) {
                assertThat(run.waitFor(LIMIT)).as("%s", run).isEqualTo(1);
                assertThat(run.stderr()).contains("CREATE INDEX people_name", "nowhere", "Fix what the server names");
            }
            assertSameRows(journey);
            try (ReplicatorProcess uninstall = start(journey, "uninstall")) {
                assertThat(uninstall.waitFor(LIMIT)).as("%s", uninstall).isEqualTo(1);
                assertThat(uninstall.stderr()).contains("CREATE INDEX people_name");
            }
            execute(
                    journey.target,
                    "CREATE OR REPLACE FUNCTION strip(t text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS"
                            + " $$BEGIN RETURN regexp_replace(t, '\\s+', ' ', 'g'); END$$");
            journey.assertArrived();
        }
    }

    @Test
    void statisticsThatCannotBeComputedAreAnOpenObject() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v int);"
                    + " CREATE FUNCTION half(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 / 2'");
            execute(
                    journey.target,
                    "CREATE FUNCTION fails(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS"
                            + " $$BEGIN RAISE 'not today'; END$$; CREATE STATISTICS s ON fails(v), id FROM t");
            journey.onSource("INSERT INTO t SELECT g, g FROM generate_series(1, 100) AS g");
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                assertFails(ErrorCode.OBJECTS_OPEN, replication::awaitCopied);
                replication.awaitCaughtUp();
                assertThat(replicator.status().openObjects()).singleElement().satisfies(open -> {
                    assertThat(open.kind()).isEqualTo("statistics");
                    assertThat(open.sql()).isEqualTo("ANALYZE \"public\".\"t\";");
                    assertThat(open.reason()).contains("not today");
                });
                execute(journey.target, "DROP STATISTICS s; DROP FUNCTION fails(int)");
                Awaitility.await()
                        .atMost(LIMIT)
                        .until(() -> replicator.status().openObjects().isEmpty());
                replication.awaitCopied();
            }
            journey.assertArrived();
        }
    }

    @Test
    void uninstallRefusesWhileTheLogHoldsWhatWasNeverCarried() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                Connection writer = journey.pair.connectSource()) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u (id int PRIMARY KEY)");
            journey.catchUp();
            journey.onSource("INSERT INTO t VALUES (1), (2); TRUNCATE u");
            assertUninstallRefused(journey, "public.t: 2 change(s)", "public.u: a TRUNCATE");
            journey.catchUp();
            writer.setAutoCommit(false);
            Journey.execute(writer, "INSERT INTO t VALUES (3)");
            assertUninstallRefused(journey, "not committed: transaction of process", "writes public.t");
            writer.commit();
            assertUninstallRefused(journey, "public.t: 1 change(s)");
            try (ReplicatorProcess uninstall = start(journey, "uninstall", "--force")) {
                assertThat(uninstall.waitFor(LIMIT)).as("%s", uninstall).isZero();
                assertThat(uninstall.stdout())
                        .contains(
                                "Uninstalled",
                                "\nsource: removed the capture of 2 tables and its schema",
                                "\ntarget: removed the control schema");
            }
        }
    }

    /** What no row of the log records. */
    @Test
    void uninstallRefusesWhatHappenedToPartitions() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                Connection reader = journey.pair.connectSource()) {
            journey.onBoth(
                    "CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id);"
                            + " CREATE TABLE p_1 PARTITION OF p FOR VALUES FROM (0) TO (10)");
            journey.onSource("INSERT INTO p VALUES (1), (2)");
            journey.catchUp();
            reader.setAutoCommit(false);
            reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            execute(reader, "SELECT 1; TRUNCATE p_1");
            reader.commit();
            assertUninstallRefused(journey, "public.p: a TRUNCATE since ");
            journey.catchUp();
            journey.onBoth("CREATE TABLE p_2 PARTITION OF p FOR VALUES FROM (10) TO (20)");
            journey.onSource("INSERT INTO p VALUES (11)");
            assertUninstallRefused(journey, "public.p: partitions that were added or attached since ");
            journey.catchUp();
            journey.onSource(
                    "ALTER TABLE p_2 DISABLE TRIGGER ALL; INSERT INTO p VALUES (12); ALTER TABLE p_2 ENABLE TRIGGER ALL");
            assertUninstallRefused(journey, "A capture trigger of public.p was dropped, disabled or altered");
        }
    }

    /** Its rows are in no log, and nobody asks again once the table's own log is empty. */
    @Test
    void uninstallRefusesAPartitionThatIsAddedWhileItRemoves() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth(
                    "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id);"
                            + " CREATE TABLE p_1 PARTITION OF p FOR VALUES FROM (0) TO (10) PARTITION BY RANGE (id);"
                            + " CREATE TABLE p_1_1 PARTITION OF p_1 FOR VALUES FROM (0) TO (5)");
            journey.onSource("INSERT INTO p VALUES (1), (2)");
            journey.catchUp();
            var added = new AtomicBoolean();
            PausePoint.Hook hook = place -> Unchecked.run(() -> {
                if (place == PausePoint.UNINSTALL_RELEASED && added.compareAndSet(false, true)) {
                    journey.onSource(
                            "CREATE TABLE p_1_2 PARTITION OF p_1 FOR VALUES FROM (5) TO (10); INSERT INTO p VALUES (7)");
                }
            });
            var config = journey.config();
            try (Replicator replicator = journey.open(config, hook)) {
                assertFails(ErrorCode.CHANGES_NOT_CARRIED, replicator::uninstall);
                assertFails(ErrorCode.CHANGES_NOT_CARRIED, replicator::uninstall);
            }
            assertThat(added).isTrue();
            try (Replicator replicator = journey.open()) {
                replicator.uninstallForced();
            }
        }
    }

    private static void assertUninstallRefused(Journey journey, String... said) throws SQLException {
        try (ReplicatorProcess uninstall = start(journey, "uninstall")) {
            assertThat(uninstall.waitFor(LIMIT)).as("%s", uninstall).isEqualTo(3);
            assertThat(uninstall.stderr()).contains(said).contains("Nothing was removed", "--force");
        }
        assertThat(longs(journey.source, "SELECT count(*) FROM replicator_capture.captured_table"))
                .containsExactly(2L);
        assertThat(longs(journey.target, "SELECT count(*) FROM replicator.table_copy"))
                .containsExactly(2L);
    }

    @Test
    void caughtUpNamesTheTransactionsThatAreStillWriting() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                Connection open = journey.pair.connectSource();
                Connection reader = journey.pair.connectSource()) {
            journey.onBoth("CREATE TABLE t (id int, day int, PRIMARY KEY (id, day)) PARTITION BY LIST (day);"
                    + " CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1); CREATE TABLE idle (id int PRIMARY KEY)");
            journey.catchUp();
            journey.onSource("BEGIN; INSERT INTO t VALUES (1, 1); PREPARE TRANSACTION 'held_back'");
            open.setAutoCommit(false);
            Journey.execute(open, "SET application_name = 'nightly job'; INSERT INTO t1 VALUES (2, 1)");
            reader.setAutoCommit(false);
            Journey.execute(reader, "SELECT * FROM t FOR UPDATE");
            try (ReplicatorProcess run = start(journey, "run", "--until", "caught-up", "--json")) {
                assertThat(run.waitFor(LIMIT)).as("%s", run).isZero();
                assertThat(run.stderr())
                        .contains(
                                "prepared transaction 'held_back', user heroku_app",
                                "application nightly job, idle in transaction",
                                "2 transactions of the source may have written");
                assertThat(run.stdout())
                        .contains(
                                "\"reached\":true",
                                "\"pid\":null,\"gid\":\"held_back\"",
                                "\"gid\":null,\"age_seconds\":",
                                "\"application\":\"nightly job\"",
                                "\"tables\":[\"public.t\"]");
            }
            try (Replicator replicator = journey.open()) {
                assertThat(replicator.openTransactions()).hasSize(2);
                assertFails(ErrorCode.CHANGES_NOT_CARRIED, replicator::uninstall);
                reader.commit();
                open.commit();
                journey.onSource("COMMIT PREPARED 'held_back'");
                assertThat(replicator.openTransactions()).isEmpty();
                assertFails(ErrorCode.CHANGES_NOT_CARRIED, replicator::uninstall);
            }
            journey.catchUp();
            journey.assertArrived();
        }
    }

    /** Somebody may have made anything that depends on our tables, types and functions; what cures it costs him no row. */
    @Test
    void uninstallDropsNothingThatIsNotOurs() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 17);
                Connection other = journey.pair.connectSource()) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY)");
            journey.onSource("INSERT INTO t VALUES (1)");
            journey.catchUp();
            journey.onSource(DEPENDENTS);
            execute(other, "CREATE TEMPORARY VIEW watching AS SELECT count(*) FROM replicator_capture.delta_1");
            other.setAutoCommit(false);
            execute(other, "SELECT 1");
            ReplicatorException refusal = refusedUninstall(journey);
            assertThat(statements(refusal))
                    .as("%s", refusal.cure())
                    .containsExactlyInAnyOrder(
                            "SELECT pg_catalog.pg_terminate_backend("
                                    + longs(other, "SELECT pg_backend_pid()").get(0) + ", 10000)",
                            "DROP MATERIALIZED VIEW public.counted",
                            "DROP VIEW public.z_dashboard",
                            "DROP VIEW public.a_backlog",
                            "DROP VIEW public.former",
                            "DROP VIEW replicator_capture.lag",
                            "DROP RULE audit ON public.orders",
                            "DROP FUNCTION public.captured()",
                            "DROP POLICY \"while it lasts\" ON public.secrets",
                            "DROP STATISTICS public.widths",
                            "DROP TRIGGER of_leaves ON public.orders",
                            "ALTER TABLE public.archive NO INHERIT replicator_capture.captured_leaf",
                            "ALTER TABLE public.history ALTER COLUMN was DROP DEFAULT",
                            "ALTER TABLE public.history ALTER COLUMN was TYPE text USING was::text",
                            "ALTER TABLE public.pairs ALTER COLUMN p TYPE text USING p::text",
                            "ALTER TYPE public.pair ALTER ATTRIBUTE c TYPE text",
                            "ALTER TABLE public.hb ALTER COLUMN beat DROP DEFAULT",
                            "ALTER TABLE public.hb DROP CONSTRAINT hb_id_fkey",
                            "ALTER DOMAIN public.leafy DROP CONSTRAINT leafy_check",
                            "ALTER DOMAIN public.beats DROP DEFAULT",
                            "ALTER TABLE replicator_capture.notes SET SCHEMA public",
                            "ALTER FUNCTION replicator_capture.beat(pg_catalog.text) SET SCHEMA public",
                            "ALTER TYPE replicator_capture.mood SET SCHEMA public");
            assertThat(refusal)
                    .hasMessageContainingAll("rule audit on table public.orders", "column was of table public.history");
            assertThat(longs(journey.source, COUNTS)).containsExactly(1L, 6L, 3L, 1L, 1L, 1L, 1L);
            journey.onSource(script(refusal));
            assertThat(longs(journey.source, COUNTS.replace("replicator_capture.notes", "notes")))
                    .containsExactly(1L, 6L, 3L, 1L, 1L, 1L, 1L);
            uninstall(journey);
            assertThat(longs(journey.source, COUNTS_OF_USERS)).containsExactly(3L, 1L, 1L, 1L, 1L);
            assertThatThrownBy(() -> execute(other, "SELECT 1")).isInstanceOf(SQLException.class);
        }
    }

    /** A database holds its own things in the target's schema as well, and an extension wherever it was put. */
    @Test
    void uninstallLeavesWhatOthersPutIntoOurSchemas() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 17);
                Connection superuser = journey.pair.sourceSuperuser();
                Connection other = journey.pair.connectTarget()) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY)");
            journey.catchUp();
            execute(superuser, "CREATE EXTENSION citext SCHEMA replicator_capture");
            journey.onSource("CREATE TABLE words (w replicator_capture.citext); INSERT INTO words VALUES ('Same')");
            ReplicatorException refusal = refusedUninstall(journey);
            assertThat(statements(refusal)).containsExactly("ALTER EXTENSION citext SET SCHEMA public");
            execute(superuser, script(refusal));
            execute(
                    journey.target,
                    "CREATE MATERIALIZED VIEW \"Who leads\" AS SELECT name FROM replicator.leader;"
                            + " CREATE TABLE replicator.runbook (n text); INSERT INTO replicator.runbook VALUES ('keep me');"
                            + " CREATE VIEW replicator.lag AS SELECT * FROM replicator.leader");
            execute(other, "CREATE TEMPORARY VIEW who_leads AS SELECT name FROM replicator.leader");
            refusal = refusedUninstall(journey);
            assertThat(statements(refusal))
                    .containsExactlyInAnyOrder(
                            "DROP MATERIALIZED VIEW public.\"Who leads\"",
                            "DROP VIEW replicator.lag",
                            "SELECT pg_catalog.pg_terminate_backend("
                                    + longs(other, "SELECT pg_backend_pid()").get(0) + ", 10000)",
                            "ALTER TABLE replicator.runbook SET SCHEMA public");
            assertThat(longs(journey.source, "SELECT count(*) FROM replicator_capture.captured_table"))
                    .containsExactly(1L);
            execute(journey.target, script(refusal));
            uninstall(journey);
            assertThat(longs(journey.source, "SELECT count(*) FROM words WHERE w = 'sAME'"))
                    .containsExactly(1L);
            assertThat(longs(journey.target, "SELECT count(*) FROM runbook")).containsExactly(1L);
        }
    }

    @Test
    void aViewOverALogThatIsMadeWhileUninstallWaitsForTheTableIsNotDropped() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                Connection holder = journey.pair.connectSource()) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY)");
            journey.catchUp();
            holder.setAutoCommit(false);
            execute(holder, "LOCK TABLE t IN ACCESS SHARE MODE");
            try (ReplicatorProcess uninstall = start(journey, "uninstall")) {
                awaitWaiting(journey, "t");
                journey.onSource("CREATE VIEW backlog AS SELECT count(*) FROM replicator_capture.delta_1");
                holder.commit();
                assertThat(uninstall.waitFor(LIMIT)).as("%s", uninstall).isEqualTo(3);
                assertThat(uninstall.stderr()).contains("view public.backlog", "DROP VIEW public.backlog;");
            }
            assertThat(longs(journey.source, "SELECT count FROM backlog")).containsExactly(0L);
            journey.onSource("DROP VIEW public.backlog;");
            journey.assertArrived();
        }
    }

    @Test
    void aViewThatIsMadeWhileUninstallDropsTheSchemaIsNotDropped() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                Connection maker = journey.pair.connectSource()) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY)");
            journey.catchUp();
            maker.setAutoCommit(false);
            var committing = new Thread(() -> Unchecked.run(() -> {
                awaitWaiting(journey, "replicator_capture.captured_leaf");
                maker.commit();
            }));
            PausePoint.Hook hook = place -> Unchecked.run(() -> {
                if (place == PausePoint.UNINSTALL_RELEASED) {
                    execute(maker, "CREATE VIEW leaves AS SELECT count(*) FROM replicator_capture.captured_leaf");
                    committing.start();
                }
            });
            var config = journey.config();
            try (Replicator replicator = journey.open(config, hook)) {
                assertFails(ErrorCode.PREFLIGHT_FAILED, replicator::uninstall);
            }
            committing.join();
            assertThat(longs(journey.source, "SELECT count FROM leaves")).containsExactly(0L);
            journey.onSource("DROP VIEW leaves");
            journey.assertArrived();
        }
    }

    private static void awaitWaiting(Journey journey, String relation) throws SQLException {
        awaitWaiting(journey.pair.sourceSuperuser(), relation);
    }

    private static void awaitWaiting(Connection opened, String relation) throws SQLException {
        String waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '" + relation + "'::regclass";
        try (Connection superuser = opened) {
            Awaitility.await()
                    .atMost(LIMIT)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> longs(superuser, waiting).contains(1L));
        }
    }

    private static ReplicatorException refusedUninstall(Journey journey) {
        try (Replicator replicator = journey.open()) {
            ReplicatorException refusal = catchThrowableOfType(ReplicatorException.class, replicator::uninstall);
            assertThat(refusal).extracting(ReplicatorException::code).isEqualTo(ErrorCode.PREFLIGHT_FAILED);
            return refusal;
        }
    }

    /** What an operator would copy from the message. */
    private static String script(ReplicatorException refusal) {
        return refusal.cure().replaceFirst("^[^:]*: ", "");
    }

    private static List<String> statements(ReplicatorException refusal) {
        return List.of(script(refusal).split(";\\s*"));
    }

    private static void uninstall(Journey journey) throws SQLException {
        try (Replicator replicator = journey.open()) {
            replicator.uninstall();
        }
        try (Connection from = journey.pair.sourceSuperuser();
                Connection to = journey.pair.targetSuperuser()) {
            assertThat(Leftovers.find(from)).isEmpty();
            assertThat(Leftovers.find(to)).isEmpty();
        }
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private static void assertFails(ErrorCode code, Work work) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        ReplicatorException.class,
                        known -> assertThat(known.code()).as(known.toString()).isEqualTo(code));
    }

    private static void assertSameRows(Journey journey) throws SQLException {
        try (Connection from = journey.pair.sourceSuperuser();
                Connection to = journey.pair.targetSuperuser()) {
            DatabaseDiff.compare(from, to, DiffOptions.everything().withoutCatalog())
                    .assertIdentical();
        }
    }

    private static ReplicatorProcess start(Journey journey, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--source", journey.pair.sourceUri(), "--target", journey.pair.targetUri()));
        return ReplicatorProcess.start(all.toArray(new String[0]));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        Journey.execute(connection, sql);
    }

    private static List<Long> longs(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            var values = new ArrayList<Long>();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                values.add(row.getLong(i));
            }
            return values;
        }
    }
}
