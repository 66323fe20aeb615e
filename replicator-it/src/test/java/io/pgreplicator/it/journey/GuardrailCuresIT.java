package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.Replicator;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.config.VerifyOptions;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.CureLine;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Patience;
import io.pgreplicator.it.ReplicatorProcess;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.phase.Reversal;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.VerifyReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the guardrails of a cutover say to do is done as it stands, on the side that they name, by the role that reads it; then they pass. On
 * the way back they name the other side.
 */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class GuardrailCuresIT {
    private static final CutoverOptions SWITCH = CutoverOptions.defaults().withDeadline(Duration.ofMinutes(1));

    private static final String ANEW =
            "CREATE TABLE t (id int PRIMARY KEY, v text, n int, CONSTRAINT named CHECK (v <> ''));"
                    + " CREATE INDEX of_v ON t (v); CREATE INDEX of_n ON t (n); ALTER TABLE t ADD CONSTRAINT unproved CHECK (v <> 'a') NOT VALID";

    private static Journey begun(int from, int to) throws SQLException, InterruptedException {
        Journey journey = Journey.empty(from, to);
        journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v text, n int, CONSTRAINT named CHECK (v <> ''));"
                + " CREATE INDEX of_v ON t (v); CREATE INDEX of_n ON t (n)");
        journey.onSource("INSERT INTO t VALUES (1, 'a', 1)");
        journey.onBoth("ALTER TABLE t ADD CONSTRAINT unproved CHECK (v <> 'a') NOT VALID");
        journey.catchUp();
        return journey;
    }

    @Test
    void whatIsNotReadyOnTheSideToEnterIsMadeReady() throws SQLException, InterruptedException {
        try (Journey journey = begun(15, 16)) {
            superuser(journey, true, "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'of_n'::regclass");
            superuser(
                    journey,
                    false,
                    "UPDATE pg_index SET indisvalid = false WHERE indexrelid IN ('of_v'::regclass, 'of_n'::regclass); SELECT pg_stat_reset()");
            Journey.execute(
                    journey.target,
                    "ALTER TABLE t DROP CONSTRAINT named; ALTER TABLE t ADD CONSTRAINT named CHECK (v <> '') NOT VALID;"
                            + " CREATE MATERIALIZED VIEW many AS SELECT * FROM t WITH NO DATA;"
                            // an autovacuum of this minute would collect the statistics before they are looked at
                            + " ALTER TABLE t SET (autovacuum_enabled = false)");
            journey.onSource("INSERT INTO t SELECT g, 'b', g FROM generate_series(2, 500) AS g");
            journey.catchUp();
            Awaitility.await().until(() -> isWarned(journey, "statistics", SWITCH));
            assertThat(message(journey, "indexes", SWITCH)).isEqualTo("not valid: public.of_v");
            assertThat(message(journey, "constraints", SWITCH)).isEqualTo("not validated: named of public.t");
            for (String name : List.of("indexes", "constraints", "statistics")) {
                assertCured(journey, name, "On the target: ", SWITCH);
            }
            // done before each cutover; of a view that holds rows nobody can say whether they are old
            carryOut(journey, "materialized views", SWITCH);
            assertThat(Journey.text(journey.target, "SELECT count(*) FROM many"))
                    .isEqualTo("500");
        }
    }

    @Test
    void onTheWayBackTheSourceIsTheSideToEnter() throws SQLException, InterruptedException {
        CutoverOptions back = SWITCH.goingBack();
        try (Journey journey = begun(15, 15)) {
            journey.cutOver(SWITCH);
            superuser(journey, true, "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'of_v'::regclass");
            journey.onSource(
                    "ALTER TABLE t DROP CONSTRAINT named; ALTER TABLE t ADD CONSTRAINT named CHECK (v <> '') NOT VALID");
            assertCured(journey, "indexes", "On the source: ", back);
            assertCured(journey, "constraints", "On the source: ", back);
            String gid = journey.pair.targetDatabase();
            Journey.execute(journey.target, "BEGIN; UPDATE t SET v = 'c'; PREPARE TRANSACTION '" + gid + "'");
            Finding finding = journey.guardrail("prepared transactions", back.withDeadline("100ms"));
            assertThat(finding.level()).isEqualTo(Finding.Level.FAIL);
            CureLine.lines(finding.cure()).get(1).carryOut(journey.pair);
            assertThat(isWarned(journey, "prepared transactions", back)).isFalse();
            journey.cutOver(back);
        }
    }

    /** Before 18 a server does not mark what it keeps of the key for each partition; validating one of these fails for rows of the others. */
    @Test
    void aForeignKeyToAPartitionedTableIsValidWhenItIsBackOnTheSideToEnter() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE part (id int PRIMARY KEY) PARTITION BY RANGE (id);"
                    + " CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (10);"
                    + " CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM (10) TO (20);"
                    + " CREATE TABLE child (id int PRIMARY KEY, part int REFERENCES part ON DELETE CASCADE)");
            journey.onSource("INSERT INTO part VALUES (1), (11); INSERT INTO child VALUES (1, 1), (2, 11)");
            journey.catchUp();
            assertThat(
                            Journey.text(
                                    journey.target,
                                    "SELECT count(*) FROM pg_constraint WHERE conname LIKE 'child_part_fkey%' AND NOT convalidated"))
                    .as("the server's marks")
                    .isEqualTo("2");
            assertThat(journey.guardrail("constraints", SWITCH).level()).isEqualTo(Finding.Level.PASS);
        }
    }

    /** It would end the cutover itself, which prepares the way back. */
    @Test
    void whatTheWayBackNeedsIsSaidBefore() throws SQLException, InterruptedException {
        try (Journey journey = begun(15, 15)) {
            assertThat(isWarned(journey, "way back", SWITCH)).isFalse();
            journey.onSource("CREATE RULE notes AS ON INSERT TO t DO ALSO SELECT 1");
            assertThat(message(journey, "way back", SWITCH)).startsWith("source table public.t: rule notes");
            assertCured(journey, "way back", "On the source: ", SWITCH);
            journey.cutOver(SWITCH);
        }
    }

    /** It comes back to nobody's production. */
    @Test
    void aColumnThatWasDroppedOnTheSourceIsDroppedOnTheTarget() throws SQLException, InterruptedException {
        try (Journey journey = begun(15, 15)) {
            journey.onSource("ALTER TABLE t DROP COLUMN n");
            journey.catchUp();
            Finding finding = journey.guardrail("way back", SWITCH);
            assertThat(finding.message()).contains("column n is missing on the source");
            List<CureLine> lines = CureLine.lines(finding.cure());
            assertThat(lines).as("what follows is another way").hasSize(1);
            assertThat(lines.get(0).side()).isEqualTo("target");
            lines.get(0).carryOut(journey.pair);
            assertThat(isWarned(journey, "way back", SWITCH)).isFalse();
            journey.cutOver(SWITCH);
        }
    }

    /** 'check' says that a cutover needs it on the source; done there, its values go back. */
    @Test
    void aColumnThatTheTargetHasOfItsOwnIsAddedToTheSource() throws SQLException, InterruptedException {
        try (Journey journey = begun(15, 18)) {
            Journey.execute(journey.target, "ALTER TABLE t ADD COLUMN extra text NOT NULL DEFAULT 'd'");
            try (Replicator replicator = journey.open()) {
                assertThat(replicator.check().findings())
                        .filteredOn(finding -> finding.message().startsWith("column extra exists on the target only"))
                        .extracting(Finding::cure)
                        .singleElement()
                        .asString()
                        .contains("cutover --dry-run");
            }
            List<CureLine> lines =
                    CureLine.lines(journey.guardrail("way back", SWITCH).cure());
            assertThat(lines).extracting(CureLine::side).containsExactly("target", "source");
            lines.get(1).carryOut(journey.pair);
            journey.catchUp();
            assertThat(isWarned(journey, "way back", SWITCH)).isFalse();
            journey.cutOver(SWITCH);
            Journey.execute(journey.target, "INSERT INTO t (id, n, extra) VALUES (77, 7, 'precious')");
            journey.catchUp();
            assertThat(Journey.text(journey.source, "SELECT string_agg(DISTINCT extra, ' ' ORDER BY extra) FROM t"))
                    .isEqualTo("d precious");
        }
    }

    /** A deploy has reached the side that takes writes alone: no cure takes it back there. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noCureAltersTheSideThatTakesWrites(boolean back) throws SQLException, InterruptedException {
        CutoverOptions options = back ? SWITCH.goingBack() : SWITCH;
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TYPE mood AS ENUM ('a', 'c'); CREATE TABLE e (id int PRIMARY KEY, m mood);"
                    + " CREATE TABLE g (id int PRIMARY KEY, x numeric(10, 1), t timestamp(0));"
                    + " CREATE TABLE h (id int PRIMARY KEY, x int)");
            journey.onSource("INSERT INTO e VALUES (1, 'a'); INSERT INTO g VALUES (1, 1.5, '2020-01-01')");
            journey.catchUp();
            if (back) {
                journey.cutOver(SWITCH);
            }
            Connection live = back ? journey.target : journey.source;
            Journey.execute(
                    live,
                    "ALTER TYPE mood RENAME VALUE 'a' TO 'z'; ALTER TABLE g ALTER x TYPE numeric(10, 3), ALTER t TYPE timestamp(6);"
                            + " INSERT INTO g VALUES (2, 1.234, '2020-01-01 00:00:00.123456');"
                            + " ALTER TABLE h ADD y int NOT NULL DEFAULT 7, DROP x");
            String entered = back ? "source" : "target";
            try (Replicator replicator = journey.open()) {
                List<Finding> found = replicator.checkCutover(options).findings();
                assertThat(found).anyMatch(finding -> finding.level() == Finding.Level.FAIL);
                assertThat(found)
                        .flatExtracting(finding -> CureLine.lines(finding.cure()))
                        .allMatch(line -> line.side().equals(entered));
                assertThat(found)
                        .filteredOn(finding -> finding.subject().equals("way back"))
                        .allMatch(finding -> finding.level() == Finding.Level.PASS);
            }
            ReplicatorException stop = Assertions.catchThrowableOfType(ReplicatorException.class, journey::catchUp);
            assertThat(CureLine.lines(GivenWordsIT.unindented(stop)))
                    .isNotEmpty()
                    .allMatch(line -> line.side().equals(entered));
            CureLine.carryOut(journey.pair, GivenWordsIT.unindented(stop));
            journey.catchUp();
            // the values of a dropped column would go nowhere
            Finding dropped = journey.guardrail("way back", options);
            assertThat(dropped.message())
                    .contains("public.h: column x is missing on the " + (back ? "target" : "source"));
            assertThat(dropped.cure()).startsWith("On the " + entered + ": ").doesNotContain("\n");
            CureLine.carryOut(journey.pair, dropped.cure());
            journey.cutOver(options);
            for (Connection side : List.of(journey.source, journey.target)) {
                assertThat(Journey.text(side, "SELECT x || ' ' || to_char(t, 'US') FROM g WHERE id = 2"))
                        .isEqualTo("1.234 123456");
            }
        }
    }

    /** Its rows fit there, and not the other way. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsWiderOnTheSideToEnterIsMadeAsOnTheOther(boolean back) throws SQLException, InterruptedException {
        CutoverOptions options = back ? SWITCH.goingBack() : SWITCH;
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE g (id int PRIMARY KEY, x numeric(10, 1)); CREATE TYPE mood AS ENUM ('a', 'b');"
                    + " CREATE TABLE e (id int PRIMARY KEY, m mood)");
            journey.catchUp();
            if (back) {
                journey.cutOver(SWITCH);
            }
            Connection entered = back ? journey.source : journey.target;
            Journey.execute(entered, "ALTER TABLE g ALTER x TYPE numeric(10, 3)");
            Finding finding = journey.guardrail("way back", options);
            assertThat(finding.level()).isEqualTo(Finding.Level.FAIL);
            assertThat(finding.cure()).startsWith("On the " + (back ? "source" : "target"));
            assertThat(CureLine.lines(finding.cure()))
                    .noneMatch(line -> line.side().equals(back ? "target" : "source"));
            assertThatThrownBy(() -> journey.cutOver(options))
                    .hasMessageContaining("public.g")
                    .hasMessageNotContaining("On the " + (back ? "target" : "source") + ": ALTER");
            Journey.execute(entered, "ALTER TABLE g ALTER x TYPE numeric(10, 1)");
            journey.cutOver(options);
        }
    }

    @Test
    void aTableThatWasLetGoOfIsInNobodysWay() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth(
                    "CREATE TABLE t (id int PRIMARY KEY); CREATE SCHEMA s; CREATE TABLE s.a (id int PRIMARY KEY)");
            journey.catchUp();
            journey.onSource("DROP SCHEMA s CASCADE");
            journey.catchUp();
            assertThat(isWarned(journey, "way back", SWITCH)).isFalse();
            Finding dropped = journey.guardrail("dropped tables", SWITCH);
            assertThat(dropped.level()).isEqualTo(Finding.Level.WARN);
            assertThat(dropped.message())
                    .contains("dropped on the source", "s.a")
                    .doesNotContain("DROP TABLE");
            assertCured(journey, "dropped tables", "On the target: DROP TABLE \"s\".\"a\";", SWITCH);
            journey.cutOver(SWITCH);
        }
    }

    /** As after a failover to a standby that lagged: its rows are of the state that it says to have. */
    @Test
    void aFormerSourceThatLostTransactionsIsRepairedAsTheRunSays() throws SQLException, InterruptedException {
        try (Journey journey = begun(15, 16)) {
            journey.cutOver(SWITCH);
            journey.catchUp();
            String rounds = "SELECT rounds FROM replicator.migration";
            String before = Journey.text(journey.source, rounds);
            Journey.execute(journey.target, "UPDATE t SET v = 'b', n = 2");
            journey.catchUp();
            superuser(journey, true, """
                    DO $$
                    DECLARE
                        statement text;
                        statements text[] := ARRAY(
                            SELECT format('ALTER TABLE t ENABLE %s TRIGGER %I', CASE tgenabled WHEN 'A' THEN 'ALWAYS' ELSE '' END, tgname)
                            FROM pg_trigger WHERE tgrelid = 't'::regclass AND NOT tgisinternal);
                    BEGIN
                        ALTER TABLE t DISABLE TRIGGER USER;
                        UPDATE t SET n = 1;
                        FOREACH statement IN ARRAY statements LOOP EXECUTE statement; END LOOP;
                    END
                    $$;
                    UPDATE replicator.migration SET rounds =\s""" + before);
            ReplicatorException failure = Assertions.catchThrowableOfType(ReplicatorException.class, journey::catchUp);
            assertThat(failure.code()).as("of the side as it was given").isEqualTo(ErrorCode.SOURCE_WENT_BACK);
            assertThat(failure.getMessage()).contains("The source").doesNotContain("The target");
            assertThat(failure.cure()).contains("replicator run --repair");
            try (ReplicatorProcess run = ReplicatorProcess.start(
                    "run",
                    "--repair",
                    "--source",
                    journey.pair.sourceUri(),
                    "--target",
                    journey.pair.targetUri(),
                    "--until",
                    "caught-up")) {
                assertThat(run.waitFor(Patience.LIMIT)).as(run.stderr()).isZero();
            }
            assertThat(Journey.text(journey.source, "SELECT n FROM t")).isEqualTo("2");
        }
    }

    @Test
    void aPreparedTransactionIsEndedByEitherStatement() throws SQLException, InterruptedException {
        CutoverOptions soon = SWITCH.withDeadline("100ms");
        try (Journey journey = begun(15, 16)) {
            for (int alternative = 0; alternative < 2; alternative++) {
                journey.onSource("BEGIN; INSERT INTO t VALUES (" + (10 + alternative) + ", 'p'); PREPARE TRANSACTION '"
                        + journey.pair.sourceDatabase() + "'");
                Finding finding = journey.guardrail("prepared transactions", soon);
                assertThat(finding.level()).isEqualTo(Finding.Level.FAIL);
                CureLine.lines(finding.cure()).get(alternative).carryOut(journey.pair);
                assertThat(journey.guardrail("prepared transactions", soon).level())
                        .isEqualTo(Finding.Level.PASS);
            }
            assertThat(Journey.text(journey.source, "SELECT string_agg(id::text, ' ') FROM t WHERE v = 'p'"))
                    .isEqualTo("10");
        }
    }

    /** A cutover would lead to a table without the rows; what has its name is compared. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTableThatWasDroppedOnTheTargetIsNotTakenForTheCopiedOne(boolean madeAnew)
            throws SQLException, InterruptedException {
        try (Journey journey = begun(15, 16)) {
            Journey.execute(journey.target, "DROP TABLE t");
            if (madeAnew) {
                Journey.execute(journey.target, ANEW);
            }
            Finding finding = journey.guardrail("tables", SWITCH);
            assertThat(finding.level()).isEqualTo(Finding.Level.FAIL);
            assertThat(finding.message()).contains("public.t");
            assertThat(finding.cure()).contains("'replicator run --repair'");
            assertThat(finding.cure().contains("'replicator schema'")).isEqualTo(!madeAnew);
            try (Replicator replicator = journey.open()) {
                VerifyReport report = replicator.verify(VerifyOptions.defaults().withLoad(1));
                assertThat(report.isRowsEqual()).isFalse();
                if (madeAnew) {
                    assertThat(report.tables())
                            .singleElement()
                            .satisfies(table ->
                                    assertThat(table.counts().missing()).isEqualTo(1));
                } else {
                    assertThat(replicator.createSchema().created()).isTrue();
                }
                replicator.repair();
            }
            journey.catchUp();
            assertThat(journey.guardrail("tables", SWITCH).level()).isEqualTo(Finding.Level.PASS);
            journey.cutOver(SWITCH);
            assertThat(Journey.text(journey.target, "SELECT count(*) FROM t")).isEqualTo("1");
        }
    }

    /** The way back would begin with other rows than it has: it is not prepared, also while a run has not noticed yet. */
    @Test
    void noWayBackIsPreparedFromATableThatWasMadeAnew() throws SQLException, InterruptedException {
        try (Journey journey = begun(15, 16)) {
            Journey.execute(journey.target, "DROP TABLE t; " + ANEW);
            assertThatThrownBy(() -> Reversal.prepare(
                            Ends.of(journey.config().build()),
                            journey.config().build(),
                            Duration.ofSeconds(10),
                            event -> {}))
                    .hasMessageContaining("public.t");
        }
    }

    /** Where the target's role may not disable triggers, keys come back after the switch: what is in the way is put right on the new primary. */
    @Test
    void whatCouldNotBePutBackAfterTheSwitchIsPutRightOnTheNewPrimary() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(13, 13)) {
            journey.onBoth(
                    "CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent)");
            superuser(journey, true, "SET session_replication_role = replica; INSERT INTO child VALUES (1, 7)");
            ReplicatorException failure =
                    Assertions.catchThrowableOfType(ReplicatorException.class, () -> journey.cutOver(SWITCH));
            assertThat(failure.code()).isEqualTo(ErrorCode.OBJECTS_OPEN);
            assertThat(failure.getMessage()).contains("The switch is done", "child_parent_fkey");
            assertThat(failure.cure()).startsWith("Fix what is in the way on that side");
            Journey.execute(journey.target, "INSERT INTO parent VALUES (7)");
            journey.cutOver(SWITCH);
            Assertions.assertThatThrownBy(() -> Journey.execute(journey.target, "INSERT INTO child VALUES (2, 8)"))
                    .hasMessageContaining("child_parent_fkey");
            journey.catchUp();
            assertThat(Journey.text(journey.source, "SELECT count(*) FROM parent"))
                    .isEqualTo("1");
        }
    }

    private static void assertCured(Journey journey, String name, String place, CutoverOptions options)
            throws SQLException {
        assertThat(journey.guardrail(name, options).cure()).startsWith(place);
        carryOut(journey, name, options);
        Awaitility.await().until(() -> !isWarned(journey, name, options));
    }

    private static void carryOut(Journey journey, String name, CutoverOptions options) throws SQLException {
        CureLine.carryOut(journey.pair, journey.guardrail(name, options).cure());
    }

    private static String message(Journey journey, String name, CutoverOptions options) {
        return journey.guardrail(name, options).message();
    }

    private static boolean isWarned(Journey journey, String name, CutoverOptions options) {
        return journey.guardrail(name, options).level() != Finding.Level.PASS;
    }

    private static void superuser(Journey journey, boolean ofSource, String sql) throws SQLException {
        try (Connection superuser = ofSource ? journey.pair.sourceSuperuser() : journey.pair.targetSuperuser()) {
            Journey.execute(superuser, sql);
        }
    }
}
