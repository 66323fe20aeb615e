package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.ByteSize;
import io.pgreplicator.config.CopyOptions;
import io.pgreplicator.config.VerifyOptions;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.CureLine;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Leftovers;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.Finding;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Cures that need a hand: the query that the message prints is run as it stands, as the role that reads it, what it lists is mended on the
 * side that the message names, and the command goes through. No row leaves either side.
 */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class CuresIT {
    private static final Pattern ROWS_IN_THE_WAY = Pattern.compile("rows in the way: (SET .*;)$", Pattern.MULTILINE);

    @Test
    void orphansThatTheMessageListsGetTheirParents() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 16)) {
            journey.onBoth(
                    "CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent)");
            journey.onSource(
                    "INSERT INTO parent SELECT g FROM generate_series(1, 100) AS g; INSERT INTO child SELECT g, g FROM generate_series(1, 100) AS g");
            superuser(
                    journey,
                    "SET session_replication_role = replica; INSERT INTO child SELECT g, g FROM generate_series(101, 130) AS g");
            List<String> orphans = rowsInTheWay(journey, refusal(journey));
            assertThat(orphans).hasSize(30);
            for (String orphan : orphans) {
                journey.onSource("INSERT INTO parent VALUES (" + orphan + ")");
            }
            journey.catchUp();
            assertEqual(journey, "SELECT count(*) FROM child JOIN parent ON parent.id = child.parent", "130");
            journey.assertArrived();
        }
    }

    /** No row has to go for it, and the foreign key stays as it is built: new rows must satisfy it. */
    @Test
    void orphansMayStayWhenTheReplicatorIsRemoved() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 16)) {
            journey.onBoth(
                    "CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent)");
            superuser(journey, "SET session_replication_role = replica; INSERT INTO child VALUES (1, 1), (2, 2)");
            assertThat(refusal(journey).cure()).contains("On the target: UPDATE replicator.deferred_object");
            try (Replicator replicator = journey.open()) {
                String cure = refused(replicator::uninstall).cure();
                Journey.execute(journey.target, statement(cure));
                replicator.uninstall();
            }
            assertThat(Journey.text(journey.source, "SELECT count(*) FROM child"))
                    .isEqualTo("2");
            assertThat(Journey.text(journey.target, "SELECT count(*) FROM child"))
                    .isEqualTo("2");
            assertThatThrownBy(() -> Journey.execute(journey.target, "INSERT INTO child VALUES (3, 3)"))
                    .hasMessageContaining("child_parent_fkey");
            try (Connection target = journey.pair.targetSuperuser()) {
                assertThat(Leftovers.find(target)).isEmpty();
            }
        }
    }

    private static String statement(String cure) {
        return cure.lines()
                .filter(line -> line.startsWith("On the target: "))
                .map(line -> line.substring("On the target: ".length()))
                .collect(Collectors.joining("\n"));
    }

    /** What refuses to be dropped goes once the administrator has done what is printed. */
    @Test
    void uninstallNamesTheEventTriggerThatRefusesIt() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 16);
                Connection superuser = journey.pair.sourceSuperuser()) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY)");
            journey.catchUp();
            Journey.execute(
                    superuser,
                    "CREATE FUNCTION no() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''not here''; END';"
                            + " CREATE EVENT TRIGGER \"No drop\" ON sql_drop WHEN TAG IN ('DROP TRIGGER', 'DROP SCHEMA') EXECUTE FUNCTION no()");
            try (Replicator replicator = journey.open()) {
                ReplicatorException refused = refused(replicator::uninstall);
                assertThat(refused).hasMessageContaining("not here");
                String place = "On the source, as an administrator: ";
                assertThat(refused.cure()).startsWith(place);
                Journey.execute(
                        superuser,
                        refused.cure().substring(place.length(), refused.cure().indexOf(" --")));
                replicator.uninstall();
            }
        }
    }

    /** The target of the migration is gone, and another database has its name. */
    @Test
    void aTargetThatWasMadeAnewIsLeftByTheSourceAlone() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 16)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY)");
            journey.catchUp();
            Journey.execute(journey.target, "DROP SCHEMA replicator CASCADE; TRUNCATE t");
            journey.onSource("INSERT INTO t VALUES (2)");
            try (Replicator replicator = journey.open()) {
                assertThat(refused(replicator::uninstall).cure())
                        .contains("'replicator uninstall --source-only'")
                        .doesNotContain("'replicator run");
            }
        }
    }

    /** The check says it before a run does, and no command sends to another that ends with the same. */
    @Test
    void aTableThatWasNotCapturedForAWhileIsCopiedAnew() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 16)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY)");
            journey.onSource("INSERT INTO t VALUES (1)");
            journey.catchUp();
            journey.onSource("ALTER TABLE t DISABLE TRIGGER USER; INSERT INTO t VALUES (2)");
            try (Replicator replicator = journey.open()) {
                assertThat(replicator.check().findings())
                        .anyMatch(finding -> finding.level() == Finding.Level.WARN
                                && finding.message().contains("on the source: public.t")
                                && finding.cure().contains("'replicator uninstall --force'"));
                assertThat(refused(replicator::uninstall).cure())
                        .contains("'replicator uninstall --force'")
                        .doesNotContain("'replicator run");
                assertThat(refused(() -> Journey.catchUp(replicator)).cure())
                        .contains("'replicator uninstall --force'");
            }
            startAnew(journey);
            journey.catchUp();
            assertEqual(journey, "SELECT count(*) FROM t", "2");
            journey.assertArrived();
        }
    }

    /** The usual way to a wider key: it is told that another column has the name, and no further index is added for it. */
    @ParameterizedTest
    @CsvSource({"true, false", "false, false", "true, true"})
    void aKeyWhoseNameAnotherColumnHasIsNamedBackOrStartedAnew(boolean back, boolean atStart)
            throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 16)) {
            journey.onBoth("CREATE TABLE items (id int PRIMARY KEY, v text, id_new bigint NOT NULL)");
            journey.onSource("INSERT INTO items SELECT g, 'v', g FROM generate_series(1, 100) AS g");
            journey.catchUp();
            String swap = "ALTER TABLE items DROP CONSTRAINT items_pkey; ALTER TABLE items RENAME id TO id_old;"
                    + " ALTER TABLE items RENAME id_new TO id; ALTER TABLE items ADD PRIMARY KEY (id), ALTER id_old DROP NOT NULL;"
                    + " INSERT INTO items (id, id_old, v) VALUES (101, 101, 'after'); UPDATE items SET v = 'w' WHERE id = 7";
            ReplicatorException refusal;
            if (atStart) {
                journey.onSource(swap);
                refusal = refused(journey::catchUp);
            } else {
                try (Replicator replicator = journey.open();
                        Replication replication = replicator.start()) {
                    replication.awaitCaughtUp();
                    journey.onSource(swap);
                    refusal = refused(replication::awaitCaughtUp);
                }
            }
            assertThat(refusal.getMessage())
                    .contains("Another column has a name of the key (id)")
                    .doesNotContain("is gone");
            if (back) {
                CureLine.carryOut(journey.pair, refusal.cure());
                assertThat(Journey.text(
                                journey.source,
                                "SELECT count(*) FROM pg_index WHERE indrelid = 'items'::regclass AND indisunique"))
                        .isEqualTo("2");
            } else {
                try (Replicator replicator = journey.open()) {
                    replicator.uninstallForced();
                }
                Journey.execute(journey.target, swap.substring(0, swap.indexOf("; INSERT")));
                startAnew(journey);
            }
            journey.catchUp();
            assertEqual(journey, "SELECT count(*) || min(v) FROM items", "101after");
        }
    }

    /** It has its index under the name that it has now. */
    @Test
    void aRenamedKeyThatLostItsIndexGetsItAgain() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 16)) {
            journey.onBoth("CREATE TABLE items (id int PRIMARY KEY, v text)");
            journey.onSource("INSERT INTO items SELECT g, 'v' FROM generate_series(1, 100) AS g");
            journey.catchUp();
            journey.onSource("ALTER TABLE items DROP CONSTRAINT items_pkey; ALTER TABLE items RENAME id TO number");
            ReplicatorException refusal = refused(journey::catchUp);
            assertThat(refusal.getMessage()).contains("by which public.items is captured is gone");
            CureLine.carryOut(journey.pair, refusal.cure());
            Journey.execute(journey.target, "ALTER TABLE items RENAME id TO number");
            journey.onSource("UPDATE items SET v = 'w' WHERE number = 7");
            journey.catchUp();
            assertEqual(journey, "SELECT count(*) || max(v) FROM items", "100w");
        }
    }

    /** It has its old name again, or all is begun anew with the new one. */
    @ParameterizedTest
    @CsvSource({"true, 14", "true, 17", "false, 14", "false, 17"})
    void aRenamedTableIsRenamedBackOrStartedAnew(boolean back, int to) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(13, to)) {
            journey.onBoth(
                    "CREATE SCHEMA a; CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u (id int PRIMARY KEY, t int REFERENCES t)");
            journey.onSource("INSERT INTO t VALUES (1); INSERT INTO u VALUES (1, 1)");
            journey.catchUp();
            journey.onSource(
                    "ALTER TABLE t RENAME TO \"New\"; ALTER TABLE \"New\" SET SCHEMA a; INSERT INTO a.\"New\" VALUES (2)");
            try (Replicator replicator = journey.open()) {
                assertThat(replicator.check().findings())
                        .filteredOn(finding -> finding.level() == Finding.Level.FAIL)
                        .singleElement()
                        .satisfies(finding -> assertThat(finding.message()).contains("public.t was renamed to a.New"));
            }
            String cure = String.valueOf(refused(journey::catchUp).getMessage());
            if (back) {
                String undo = "cure: On the source: ";
                journey.onSource(cure.substring(cure.indexOf(undo) + undo.length())
                        .lines()
                        .findFirst()
                        .orElseThrow());
            } else {
                try (Replicator replicator = journey.open()) {
                    replicator.uninstallForced();
                }
                String mark = "Before that check, on the target: ";
                Journey.execute(journey.target, cure.substring(cure.indexOf(mark) + mark.length()));
                startAnew(journey);
            }
            journey.catchUp();
            journey.assertArrived();
        }
    }

    /** One stop names all of them; their keys have names of before, which tables that are created anew would not get. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tablesThatWereRenamedTogetherAreToldTogether(boolean back) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth(
                    "CREATE SCHEMA s; CREATE TABLE c (id serial PRIMARY KEY, v text); CREATE TABLE s.k (id int PRIMARY KEY,"
                            + " c int REFERENCES c); CREATE TABLE m (id int PRIMARY KEY); CREATE VIEW vc AS SELECT * FROM c");
            journey.onSource("INSERT INTO c (v) VALUES ('a'); INSERT INTO s.k VALUES (1, 1); INSERT INTO m VALUES (1)");
            ReplicatorException stop;
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                journey.onSource(
                        "BEGIN; ALTER TABLE c RENAME TO d;"
                                + " ALTER TABLE s.k RENAME TO l; ALTER TABLE m SET SCHEMA s; COMMIT; INSERT INTO d (v) VALUES ('b')");
                stop = refused(replication::await);
            }
            assertThat(stop)
                    .hasMessageContainingAll(
                            "public.c was renamed to public.d",
                            "s.k was renamed to s.l",
                            "public.m was renamed to s.m");
            String mark = "Before that check, on the target: ";
            if (back) {
                CureLine.carryOut(
                        journey.pair, stop.cure().substring(0, stop.cure().indexOf("Then run")));
            } else {
                try (Replicator replicator = journey.open()) {
                    replicator.uninstallForced();
                }
                Journey.execute(
                        journey.target, stop.cure().substring(stop.cure().indexOf(mark) + mark.length()));
                startAnew(journey);
            }
            journey.catchUp();
            assertEqual(journey, back ? "SELECT count(*) FROM c, s.k, m" : "SELECT count(*) FROM d, s.l, s.m", "2");
            journey.assertArrived();
        }
    }

    private static final String TENANTS = "CREATE SCHEMA a; CREATE TABLE a.x (id int PRIMARY KEY, v text UNIQUE);"
            + " CREATE TABLE a.y (id int PRIMARY KEY, x int REFERENCES a.x); CREATE TABLE t (id int PRIMARY KEY, v text UNIQUE)";
    private static final String ROWS_OF_TENANTS =
            "SELECT (SELECT count(*) FROM a.x) || ' ' || (SELECT count(*) FROM a.y) || ' ' || (SELECT count(*) FROM t)";

    /** Whatever is in the way on the source: a schema that is gone, and something else that has the name. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ALTER SCHEMA a RENAME TO z | 1",
                "ALTER SCHEMA a RENAME TO z; ALTER TABLE z.x RENAME TO n | 2",
                "ALTER SCHEMA a RENAME TO z; CREATE TABLE z.other () | 1",
                "ALTER TABLE a.x SET SCHEMA public; ALTER TABLE a.y SET SCHEMA public; DROP SCHEMA a | 1",
                "ALTER TABLE t RENAME TO comp; CREATE VIEW t AS SELECT * FROM comp | 1",
                "ALTER TABLE t SET SCHEMA a; CREATE TABLE t (id int PRIMARY KEY, v text UNIQUE) | 1",
                "ALTER TABLE t RENAME TO n; ALTER TABLE n SET SCHEMA a; CREATE TYPE t AS ENUM ('a') | 1",
                "ALTER TABLE t SET SCHEMA a; CREATE SEQUENCE t | 1",
                "ALTER TABLE a.x RENAME TO h; ALTER TABLE a.y RENAME TO x; ALTER TABLE a.h RENAME TO y | 2",
            })
    void aTableOfTheSourceGetsItsNameAgain(String renaming, int runs) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(13, 16)) {
            journey.onBoth(TENANTS);
            journey.onSource(
                    "INSERT INTO a.x VALUES (1), (2); INSERT INTO a.y VALUES (1, 1); INSERT INTO t VALUES (1)");
            journey.catchUp();
            journey.onSource(renaming);
            for (int run = 0; run < runs; run++) {
                CureLine.carryOut(
                        journey.pair,
                        String.valueOf(refused(journey::catchUp).getMessage()).replace("    cure: ", ""));
            }
            journey.onSource("INSERT INTO a.x VALUES (3); INSERT INTO t VALUES (3), (4)");
            try (Replicator replicator = journey.open()) {
                // what is new on the source
                replicator.createSchema();
            }
            journey.catchUp();
            assertEqual(journey, ROWS_OF_TENANTS, "3 1 3");
        }
    }

    @ParameterizedTest
    @CsvSource({"true, 14", "false, 18"})
    void aRenamedSchemaIsRenamedBackOrStartedAnew(boolean back, int to) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(14, to)) {
            journey.onBoth(TENANTS);
            journey.onSource(
                    "INSERT INTO a.x VALUES (1), (2); INSERT INTO a.y VALUES (1, 1); INSERT INTO t VALUES (1)");
            journey.catchUp();
            journey.onSource("ALTER SCHEMA a RENAME TO \"Z\"; INSERT INTO \"Z\".x VALUES (3)");
            String cure;
            try (Replicator replicator = journey.open()) {
                List<Finding> findings = replicator.check().findings().stream()
                        .filter(finding -> finding.level() == Finding.Level.FAIL)
                        .toList();
                assertThat(findings)
                        .singleElement()
                        .satisfies(finding -> assertThat(finding.message())
                                .contains("a.x was renamed to Z.x", "a.y was renamed to Z.y"));
                cure = findings.get(0).cure();
            }
            if (back) {
                CureLine.carryOut(journey.pair, cure);
            } else {
                try (Replicator replicator = journey.open()) {
                    replicator.uninstallForced();
                }
                String mark = "Before that check, on the target: ";
                Journey.execute(journey.target, cure.substring(cure.indexOf(mark) + mark.length()));
                startAnew(journey);
            }
            journey.catchUp();
            journey.assertArrived();
        }
    }

    /** A table that somebody drops on the target takes its rows along: what has its name afterwards is not taken for it. */
    @ParameterizedTest
    @CsvSource({"false, 15", "true, 15", "false, 14"})
    void aTableThatWasDroppedOnTheTargetGetsItsRowsAgain(boolean following, int to)
            throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(14, to)) {
            journey.onBoth(
                    "CREATE TABLE t (id int PRIMARY KEY, v text UNIQUE); CREATE TABLE u (id int PRIMARY KEY, t int REFERENCES t)");
            journey.onSource(
                    "INSERT INTO t SELECT g, 'v' || g FROM generate_series(1, 500) AS g; INSERT INTO u SELECT id, id FROM t");
            journey.catchUp();
            try (Replicator replicator = journey.open()) {
                if (following) {
                    try (Replication replication = replicator.start()) {
                        replication.awaitCaughtUp();
                        Journey.execute(
                                journey.target,
                                "BEGIN; DROP TABLE t CASCADE; CREATE TABLE t (id int PRIMARY KEY, v text UNIQUE); COMMIT");
                        journey.onSource("INSERT INTO t VALUES (501, 'new')");
                        assertThat(refused(replication::awaitCaughtUp).cure()).contains("'replicator run --repair'");
                    }
                } else {
                    Journey.execute(journey.target, "DROP TABLE t CASCADE");
                    assertThat(refused(() -> Journey.catchUp(replicator)).getMessage())
                            .contains("replicator schema")
                            .contains("'replicator run --repair'");
                    assertThat(replicator.createSchema().created()).isTrue();
                }
                assertThat(replicator.check().findings())
                        .anyMatch(finding -> finding.level() == Finding.Level.WARN
                                && finding.message().contains("which were dropped: public.t")
                                && finding.cure().contains("'replicator run --repair'"));
                ReplicatorException refusal = refused(() -> Journey.catchUp(replicator));
                assertThat(refusal.code()).isEqualTo(ErrorCode.TARGET_WENT_BACK);
                assertThat(refusal.cure()).contains("'replicator run --repair'");
                replicator.repair();
                Journey.catchUp(replicator);
            }
            assertEqual(journey, "SELECT count(*) FROM t", following ? "501" : "500");
            assertEqual(journey, "SELECT count(*) FROM u", "500");
        }
    }

    /** It has the rows still, and gets its name again; what had the name is set aside, and nothing is dropped. */
    @ParameterizedTest
    @CsvSource({
        "false, ALTER TABLE t RENAME TO t_aside, true",
        "false, CREATE SCHEMA old; ALTER TABLE t SET SCHEMA old, true",
        "false, CREATE SCHEMA old; ALTER TABLE t RENAME TO t_old; ALTER TABLE t_old SET SCHEMA old; CREATE TABLE t_old (), true",
        "false, ALTER TABLE t RENAME TO t_old, false",
        "true, ALTER TABLE t RENAME TO t_old, true"
    })
    void aTableThatWasRenamedOnTheTargetGetsItsNameAgain(boolean following, String renaming, boolean another)
            throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(14, following ? 14 : 16)) {
            journey.onBoth(
                    "CREATE TABLE t (id int PRIMARY KEY, v text UNIQUE); CREATE TABLE u (id int PRIMARY KEY, t int REFERENCES t)");
            journey.onSource(
                    "INSERT INTO t SELECT g, 'v' || g FROM generate_series(1, 500) AS g; INSERT INTO u SELECT id, id FROM t");
            journey.catchUp();
            String relation = Journey.text(journey.target, "SELECT 't'::regclass::oid");
            String all = "BEGIN; " + renaming + (another ? "; CREATE TABLE t (id int PRIMARY KEY, v text UNIQUE)" : "")
                    + "; COMMIT";
            ReplicatorException refusal;
            try (Replicator replicator = journey.open()) {
                if (following) {
                    try (Replication replication = replicator.start()) {
                        replication.awaitCaughtUp();
                        Journey.execute(journey.target, all);
                        journey.onSource("INSERT INTO t VALUES (501, 'new'); UPDATE t SET v = 'w' WHERE id = 7");
                        refusal = refused(replication::awaitCaughtUp);
                    }
                } else {
                    Journey.execute(journey.target, all);
                    refusal = refused(() -> Journey.catchUp(replicator));
                    assertThat(replicator.check().findings())
                            .anyMatch(finding -> finding.message().contains("which were renamed: public.t to ")
                                    && finding.cure().startsWith("On the target: ")
                                    && finding.cure().contains("'replicator run --repair'"));
                }
                assertThat(refusal.getMessage() + refusal.cure())
                        .contains("renamed: public.t to ", "'replicator run --repair'");
                long tables = tables(journey);
                CureLine.carryOut(
                        journey.pair,
                        refusal.cure().contains("On the target: ") ? refusal.cure() : renamed(replicator));
                assertThat(tables(journey)).isEqualTo(tables);
                assertThat(Journey.text(journey.target, "SELECT 't'::regclass::oid"))
                        .isEqualTo(relation);
                Journey.catchUp(replicator);
            }
            assertEqual(journey, "SELECT count(*) FROM t", following ? "501" : "500");
            assertEqual(journey, "SELECT count(*) FROM u", "500");
        }
    }

    /** Nobody notices before it has its name again: a chunk that went to the other one does not count. */
    @Test
    void aTableThatHadAnotherNameDuringItsCopyHasEveryRow() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v text)");
            journey.onSource("INSERT INTO t SELECT g, repeat('v', 300) FROM generate_series(1, 3000) AS g");
            var renamed = new AtomicBoolean();
            var oneStream =
                    journey.config().copy(new CopyOptions(1, ByteSize.ofKilobytes(64), 1, ByteSize.ofMegabytes(16)));
            try (Replicator replicator = journey.open(oneStream, place -> {
                if (place == PausePoint.COPY_AFTER_COMMIT && renamed.get()) {
                    throw new IllegalStateException("died");
                }
                if (place == PausePoint.COPY_AFTER_COMMIT && renamed.compareAndSet(false, true)) {
                    Unchecked.run(() -> Journey.execute(
                            journey.target, "ALTER TABLE t RENAME TO t_aside; CREATE TABLE t (id int, v text)"));
                }
            })) {
                assertThatThrownBy(() -> Journey.catchUp(replicator))
                        .hasMessageContaining("renamed: public.t to public.t_aside");
            }
            Journey.execute(journey.target, "ALTER TABLE t RENAME TO other; ALTER TABLE t_aside RENAME TO t");
            journey.catchUp();
            assertEqual(journey, "SELECT count(*) FROM t", "3000");
        }
    }

    /** A finding that stands in the way of a run is in its message, with its cure. */
    private static String renamed(Replicator replicator) {
        return replicator.check().failures().stream()
                .map(Finding::cure)
                .filter(cure -> cure.startsWith("On the target: ALTER TABLE"))
                .findFirst()
                .orElseThrow();
    }

    private static long tables(Journey journey) throws SQLException {
        return Long.parseLong(
                Journey.text(
                        journey.target,
                        "SELECT count(*) FROM pg_class AS c WHERE relkind = 'r' AND relnamespace::regnamespace::text !~ '^(pg_|information|replicator)'"));
    }

    /** Before its copy has ended: what 'replicator schema' has made with all its parts is copied to as if it were planned for the first time. */
    @ParameterizedTest
    @CsvSource({
        "14, t, COPY_AFTER_COMMIT",
        "16, t, COPY_AFTER_COMMIT",
        "14, 't, u', COPY_AFTER_COMMIT",
        "16, 't, u', INDEX_BEFORE_BUILD"
    })
    void aTableThatWasDroppedOnTheTargetDuringItsCopyIsCopiedAnew(int to, String dropped, PausePoint crash)
            throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(14, to)) {
            journey.onBoth(
                    "CREATE TABLE t (id int PRIMARY KEY, v text UNIQUE); CREATE TABLE u (id int PRIMARY KEY, t int REFERENCES t);"
                            + " CREATE INDEX by_t ON u (t)");
            journey.onSource(
                    "INSERT INTO t SELECT g, repeat(md5(g::text), 40) FROM generate_series(1, 500) AS g; INSERT INTO u SELECT id, id FROM t");
            try (Replicator replicator = journey.open(journey.config(), place -> {
                        if (place == crash) {
                            throw new IllegalStateException("crash at " + place);
                        }
                    });
                    Replication replication = replicator.start().endWhenCaughtUp()) {
                assertThatThrownBy(replication::await).hasMessageContaining("crash at");
            }
            Journey.execute(journey.target, "DROP TABLE " + dropped + " CASCADE");
            try (Replicator replicator = journey.open()) {
                assertThat(replicator.createSchema().created()).isTrue();
                assertThat(refused(() -> Journey.catchUp(replicator)).cure()).contains("'replicator run --repair'");
                replicator.repair();
                Journey.catchUp(replicator);
            }
            assertEqual(journey, "SELECT count(*) FROM t JOIN u ON u.t = t.id", "500");
            journey.assertArrived();
        }
    }

    /** Its log names rows that the watermark is beyond; the copy leaves to the rounds what is in the log. */
    @Test
    void aTableThatADyingRepairLeftToTheCopyHasTheRowsOfItsLog() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v text)");
            Journey.execute(journey.target, "CREATE UNIQUE INDEX here_only ON t (v)");
            journey.onSource("INSERT INTO t SELECT g, 'same' FROM generate_series(1, 100) AS g");
            refusal(journey);
            journey.onSource("INSERT INTO t VALUES (900, 'logged')");
            assertDiesAt(PausePoint.ROUND_AFTER_COMMIT, journey, Journey::catchUp);
            Journey.execute(journey.target, "DROP TABLE t; CREATE TABLE t (id int PRIMARY KEY, v text)");
            assertDiesAt(PausePoint.REPAIR_PLANNED, journey, Replicator::repair);
            refusal(journey);
            assertEqual(journey, "SELECT count(*) FROM t", "101");
        }
    }

    private interface Act {
        void on(Replicator replicator) throws InterruptedException;
    }

    private static void assertDiesAt(PausePoint where, Journey journey, Act act) {
        try (Replicator replicator = journey.open(journey.config(), place -> {
            if (place == where) {
                throw new IllegalStateException("died");
            }
        })) {
            assertThatThrownBy(() -> act.on(replicator)).hasMessageContaining("died");
        }
    }

    /** Its application has never relied on it; the rows are told apart by another key. */
    @Test
    void duplicatesUnderABrokenUniqueIndexAreChangedOnTheSource() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 16)) {
            journey.onBoth(
                    "CREATE TABLE account (id int PRIMARY KEY, mail text); CREATE UNIQUE INDEX account_mail ON account (mail)");
            journey.onSource("INSERT INTO account SELECT g, 'm' || g FROM generate_series(1, 300) AS g");
            breakUniqueIndex(journey, "account_mail", "UPDATE account SET mail = 'm7' WHERE id IN (8, 9)");
            List<String> mails = rowsInTheWay(journey, refusal(journey));
            assertThat(mails).containsExactly("m7");
            for (String mail : mails) {
                journey.onSource(
                        "SET enable_indexscan = off; SET enable_bitmapscan = off; UPDATE account SET mail = mail || '-' || id WHERE mail = '"
                                + mail + "' AND id > (SELECT min(id) FROM account WHERE mail = '" + mail + "')");
            }
            journey.catchUp();
            assertEqual(journey, "SELECT count(DISTINCT mail) FROM account", "300");
            journey.assertArrived();
        }
    }

    /** Two rows with one key cannot be told apart, so the tables are copied once more. */
    @Test
    void duplicatesUnderTheBrokenIndexOfAKeyAreChangedAndTheTableIsCopiedAnew()
            throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 16)) {
            journey.onBoth(
                    "CREATE TABLE t (id int NOT NULL, v text); CREATE UNIQUE INDEX k ON t (id); CREATE TABLE other (id int PRIMARY KEY)");
            journey.onSource(
                    "INSERT INTO t SELECT g, 'v' || g FROM generate_series(1, 500) AS g; INSERT INTO other VALUES (1)");
            breakUniqueIndex(journey, "k", "UPDATE t SET id = 7 WHERE id = 8");
            ReplicatorException refusal = refusal(journey);
            assertThat(rowsInTheWay(journey, refusal)).containsExactly("7");
            assertThat(refusal.cure())
                    .contains(
                            "on the source",
                            "Give each row a key of its own there, REINDEX",
                            "'replicator uninstall --force'",
                            "'replicator check'",
                            "'replicator run'");
            journey.onSource(
                    "SET enable_indexscan = off; SET enable_bitmapscan = off; UPDATE t SET id = 8 WHERE v = 'v8'; REINDEX INDEX k");
            startAnew(journey);
            journey.catchUp();
            assertEqual(journey, "SELECT count(DISTINCT id) FROM t", "500");
            journey.assertArrived();
        }
    }

    /** As the cure says: what the check names is done as it stands. */
    private static void startAnew(Journey journey) throws SQLException {
        try (Replicator replicator = journey.open()) {
            try {
                replicator.uninstallForced();
            } catch (ReplicatorException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.OBJECTS_OPEN);
            }
            for (Finding finding : replicator.check().failures()) {
                assertThat(finding.cure()).startsWith("On the target: ");
                Journey.execute(journey.target, finding.cure().substring("On the target: ".length()));
            }
            assertThat(replicator.check().failures()).isEmpty();
        }
    }

    private static ReplicatorException refusal(Journey journey) {
        ReplicatorException refusal = refused(journey::catchUp);
        assertThat(refusal.code()).isEqualTo(ErrorCode.OBJECTS_OPEN);
        return refusal;
    }

    private static ReplicatorException refused(ThrowingCallable command) {
        Throwable failure = catchThrowable(command);
        assertThat(failure).isInstanceOf(ReplicatorException.class);
        return (ReplicatorException) failure;
    }

    /** The last column but the number of rows, of each row that the query of the message lists on the source. */
    private static List<String> rowsInTheWay(Journey journey, ReplicatorException refusal) throws SQLException {
        Matcher query = ROWS_IN_THE_WAY.matcher(refusal.getMessage());
        assertThat(query.find()).as(refusal.getMessage()).isTrue();
        var found = new ArrayList<String>();
        try (Connection fresh = journey.pair.connectSource();
                Statement statement = fresh.createStatement()) {
            boolean rows = statement.execute(query.group(1));
            while (!rows) {
                rows = statement.getMoreResults();
            }
            try (ResultSet row = statement.getResultSet()) {
                boolean counted = row.getMetaData()
                        .getColumnName(row.getMetaData().getColumnCount())
                        .equals("count");
                while (row.next()) {
                    found.add(row.getString(row.getMetaData().getColumnCount() - (counted ? 1 : 0)));
                }
            }
        }
        return found;
    }

    private static void assertEqual(Journey journey, String query, String answer)
            throws SQLException, InterruptedException {
        assertThat(Journey.text(journey.source, query)).isEqualTo(answer);
        assertThat(Journey.text(journey.target, query)).isEqualTo(answer);
        try (Replicator replicator = journey.open()) {
            assertThat(replicator.verify(VerifyOptions.defaults().withLoad(1)).isRowsEqual())
                    .isTrue();
        }
    }

    /** Rows are written under it as after a change of the collation; it is whole again but for its uniqueness. */
    private static void breakUniqueIndex(Journey journey, String index, String write) throws SQLException {
        superuser(journey, "UPDATE pg_index SET indisunique = false WHERE indexrelid = '" + index + "'::regclass");
        try (Connection fresh = journey.pair.connectSource()) {
            Journey.execute(fresh, write);
        }
        superuser(journey, "UPDATE pg_index SET indisunique = true WHERE indexrelid = '" + index + "'::regclass");
    }

    private static void superuser(Journey journey, String sql) throws SQLException {
        try (Connection superuser = journey.pair.sourceSuperuser()) {
            Journey.execute(superuser, sql);
        }
    }
}
