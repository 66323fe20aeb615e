package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.config.VerifyOptions;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.ReplicationEvent.ObjectLetGo;
import io.pgreplicator.telemetry.SchemaReport.Difference;
import io.pgreplicator.telemetry.VerifyReport;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is taken off the target while the source changes it: it comes back as the source has it, or not at all. Before 15 the role of the target
 * may not set session_replication_role, and foreign keys and triggers are off all the time.
 */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class ChangedWhileOffIT {
    private static final CutoverOptions SWITCH = CutoverOptions.defaults();
    private static final String TABLES =
            "CREATE TABLE t (id int PRIMARY KEY, v text); CREATE TABLE o (id int PRIMARY KEY, t int CONSTRAINT o_fk REFERENCES t,"
                    + " u int CONSTRAINT u_fk REFERENCES t); CREATE TABLE ck (id int PRIMARY KEY, n int);"
                    + " CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.v := NEW.v || ''!''; RETURN NEW; END';"
                    + " CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()";
    private static final String UNPROVED = "ALTER TABLE ck ADD CONSTRAINT ck_n CHECK (n > 0) NOT VALID";
    private static final String CONSTRAINTS =
            "SELECT string_agg(concat(conname, ' ', pg_get_constraintdef(oid)), '; ' ORDER BY conname) FROM pg_constraint"
                    + " WHERE contype IN ('f', 'c') AND connamespace = 'public'::regnamespace";
    private static final String TRIGGER = "SELECT tgenabled FROM pg_trigger WHERE tgname = 'g'";
    private static final String KEPT = "u_fk FOREIGN KEY (u) REFERENCES t(id)";

    private static Journey begun(int source, int target) throws SQLException {
        Journey journey = Journey.empty(source, target);
        journey.onBoth(TABLES);
        journey.onSource(
                "INSERT INTO t SELECT g, 'x' FROM generate_series(1, 20) AS g; INSERT INTO o VALUES (1, 1, 2), (2, 2, 1);"
                        + " INSERT INTO ck VALUES (1, 5)");
        journey.onBoth(UNPROVED);
        return journey;
    }

    private static VerifyReport objects(Replicator replicator) throws InterruptedException {
        return replicator.verify(VerifyOptions.defaults().objectsOnly());
    }

    private static void assertSame(Journey journey, String query, String expected) throws SQLException {
        assertThat(Journey.text(journey.source, query)).as("source: %s", query).isEqualTo(expected);
        assertThat(Journey.text(journey.target, query)).as("target: %s", query).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"14, 14", "13, 14"})
    void whatTheSourceDropsMeanwhileDoesNotComeBack(int source, int target) throws SQLException, InterruptedException {
        try (Journey journey = begun(source, target)) {
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                journey.onSource("ALTER TABLE o DROP CONSTRAINT o_fk; ALTER TABLE ck DROP CONSTRAINT ck_n;"
                        + " ALTER TABLE t DISABLE TRIGGER g; INSERT INTO t VALUES (50, 'plain')");
                replication.awaitCaughtUp();
                assertThat(objects(replicator).objects()).isEmpty();
                assertThat(objects(replicator).waiting())
                        .extracting(Difference::object)
                        .containsExactly("constraint u_fk on public.o");
            }
            journey.cutOver(SWITCH);
            assertSame(journey, CONSTRAINTS, KEPT);
            assertThat(Journey.text(journey.target, TRIGGER)).isEqualTo("D");
            assertThat(journey.events())
                    .filteredOn(ObjectLetGo.class::isInstance)
                    .extracting(event -> ((ObjectLetGo) event).name())
                    .containsExactlyInAnyOrder("o_fk", "ck_n");
        }
    }

    @ParameterizedTest
    @CsvSource({"14, 14", "13, 14"})
    void whatTheSourceChangesMeanwhileComesBackAsTheSourceHasIt(int source, int target)
            throws SQLException, InterruptedException {
        try (Journey journey = begun(source, target)) {
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                journey.onSource(
                        "ALTER TABLE o DROP CONSTRAINT o_fk, ADD CONSTRAINT o_fk FOREIGN KEY (t) REFERENCES t ON DELETE CASCADE;"
                                + " ALTER TABLE o RENAME CONSTRAINT u_fk TO w_fk; ALTER TABLE ck VALIDATE CONSTRAINT ck_n;"
                                + " ALTER TABLE t ENABLE ALWAYS TRIGGER g");
                replication.awaitCaughtUp();
                assertThat(objects(replicator).objects()).isEmpty();
            }
            journey.cutOver(SWITCH);
            String expected = "ck_n CHECK ((n > 0)); o_fk FOREIGN KEY (t) REFERENCES t(id) ON DELETE CASCADE; "
                    + KEPT.replace("u_fk", "w_fk");
            assertThat(Journey.text(journey.target, CONSTRAINTS)).isEqualTo(expected);
            assertThat(Journey.text(journey.target, TRIGGER)).isEqualTo("A");
        }
    }

    /** Between two runs; and on the way back, on which the target is what the source was. */
    @Test
    void whatIsDroppedBetweenTwoRunsDoesNotComeBackAndWhatOnlyTheTargetHasDoes()
            throws SQLException, InterruptedException {
        try (Journey journey = begun(14, 14)) {
            Journey.execute(journey.target, "ALTER TABLE ck ADD CONSTRAINT own_fk FOREIGN KEY (id) REFERENCES t");
            String own = "own_fk FOREIGN KEY (id) REFERENCES t(id); ";
            String check = "ck_n CHECK ((n > 0)) NOT VALID; ";
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                assertThat(objects(replicator).objects())
                        .extracting(Difference::object)
                        .containsExactly("constraint own_fk on public.ck");
            }
            journey.catchUp();
            journey.onSource("ALTER TABLE o DROP CONSTRAINT o_fk");
            journey.cutOver(SWITCH);
            assertThat(Journey.text(journey.target, CONSTRAINTS)).isEqualTo(check + own + KEPT);
            journey.catchUp();
            Journey.execute(journey.target, "ALTER TABLE ck DROP CONSTRAINT ck_n");
            Journey.execute(journey.target, "ALTER TABLE t DISABLE TRIGGER g");
            journey.cutOver(SWITCH.goingBack());
            assertThat(Journey.text(journey.source, CONSTRAINTS)).isEqualTo(KEPT);
            assertThat(Journey.text(journey.source, TRIGGER)).isEqualTo("D");
        }
    }

    @Test
    void aForeignKeyAndAnIndexThatTheSourceHasNoMoreBlockNothing() throws SQLException, InterruptedException {
        try (Journey journey = begun(15, 15)) {
            journey.onBoth("CREATE FUNCTION h(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN $1; END';"
                    + " CREATE INDEX t_h ON t (h(id))");
            Journey.execute(
                    journey.target,
                    "CREATE OR REPLACE FUNCTION h(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RAISE ''not here''; END'");
            try (Connection superuser = journey.pair.sourceSuperuser()) {
                Journey.execute(
                        superuser, "SET session_replication_role = replica; INSERT INTO o VALUES (3, 300, NULL)");
            }
            assertThatThrownBy(journey::catchUp).hasMessageContainingAll("o_fk", "t_h");
            journey.onSource("ALTER TABLE o DROP CONSTRAINT o_fk; DROP INDEX t_h");
            assertThat(journey.guardrail("objects", SWITCH).level()).isEqualTo(Finding.Level.PASS);
            journey.catchUp();
            assertSame(journey, CONSTRAINTS, "ck_n CHECK ((n > 0)) NOT VALID; " + KEPT);
            journey.cutOver(SWITCH);
            assertThat(Journey.text(journey.target, "SELECT count(*) FROM pg_class WHERE relname = 't_h'"))
                    .isEqualTo("0");
        }
    }
}
