package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.Until;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.DatabaseDiff;
import io.pgreplicator.it.DiffOptions;
import io.pgreplicator.it.ReplicatorProcess;
import io.pgreplicator.telemetry.OpenObject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
class HonestIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String PARENT_AND_CHILD =
            "CREATE TABLE parent (id int PRIMARY KEY, x text); CREATE TABLE child (id int PRIMARY KEY, parent int,"
                    + " CONSTRAINT child_parent FOREIGN KEY (parent) REFERENCES parent ON DELETE CASCADE)";

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
                signal(run, signal);
                assertThat(run.waitFor(LIMIT)).as("%s", run).isEqualTo(code);
                assertThat(run.stderr()).contains("Stopped by SIG" + signal + " before the goal of --until " + until);
                assertThat(run.stdout()).contains("\"reached\":false");
            }
            writer.rollback();
            journey.catchUp();
            journey.assertArrived();
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
            Replication replication = replicator.start(Until.CAUGHT_UP);
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
            journey.onSource("INSERT INTO t VALUES (1, 7), (2, 7), (3, 8)");
            String sql = "CREATE UNIQUE INDEX stricter ON public.t USING btree (v) WHERE (v > 0);";
            try (ReplicatorProcess run = start(journey, "run", "--until", "caught-up", "--json")) {
                assertThat(run.waitFor(LIMIT)).as("%s", run).isEqualTo(1);
                assertThat(run.stderr()).contains("stricter", "could not create unique index", sql);
                assertThat(run.stdout())
                        .contains("\"reached\":false", "\"open_objects\":[{\"kind\":\"index\"", "HAVING count(*) > 1");
            }
            assertSameRows(journey);
            try (Replicator replicator = journey.open()) {
                OpenObject open = replicator.status().openObjects().get(0);
                assertThat(open.sql()).isEqualTo(sql);
                assertThat(open.reason()).contains("could not create unique index", "[23505]");
                String probe = open.offenders();
                assertThat(longs(journey.source, probe.substring(probe.indexOf("SELECT"))))
                        .containsExactly(7L, 2L);
                try (Replication replication = replicator.start(Until.STOPPED)) {
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
                        Replication replication = replicator.start(Until.CAUGHT_UP)) {
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
                    Replication replication = replicator.start(Until.STOPPED)) {
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
                            + " $$BEGIN RETURN nowhere.unaccent(t); END$$");
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
                    Replication replication = replicator.start(Until.STOPPED)) {
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
                assertThat(uninstall.stdout()).contains("Uninstalled");
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

    /** Somebody may watch our tables by views of his own. */
    @Test
    void uninstallDropsNothingThatIsNotOurs() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 17)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY)");
            journey.catchUp();
            journey.onSource("CREATE VIEW backlog AS SELECT count(*) FROM replicator_capture.delta_1;"
                    + " CREATE TABLE watched (id int REFERENCES replicator_capture.captured_table)");
            Journey.execute(
                    journey.target, "CREATE MATERIALIZED VIEW \"Who leads\" AS SELECT name FROM replicator.leader");
            try (Replicator replicator = journey.open()) {
                Journey.execute(
                        journey.source, dropOfWhatDepends(replicator, "view public.backlog", "watched_id_fkey"));
                Journey.execute(
                        journey.target, dropOfWhatDepends(replicator, "materialized view public.\"Who leads\""));
            }
            assertThat(longs(journey.source, "SELECT count(*) FROM replicator_capture.captured_table"))
                    .containsExactly(1L);
            journey.onSource("DROP TABLE watched");
            journey.assertArrived();
        }
    }

    private static String dropOfWhatDepends(Replicator replicator, String... named) {
        ReplicatorException refusal = catchThrowableOfType(ReplicatorException.class, replicator::uninstall);
        assertThat(refusal.code()).isEqualTo(ErrorCode.PREFLIGHT_FAILED);
        assertThat(refusal).hasMessageContainingAll(named);
        return refusal.cure().replaceFirst("^[^:]*: ", "");
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

    private static void signal(ReplicatorProcess process, String signal) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
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
