package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.SmallSteps;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.Finding.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A name is no identity: schemas that are called as ours are, sources and targets of other migrations, triggers like ours. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class StrangersIT {
    private static final String TABLE = "CREATE TABLE t (id int PRIMARY KEY, v text)";

    @ParameterizedTest
    @CsvSource({"true, replicator", "true, replicator_capture", "false, replicator", "false, replicator_capture"})
    void theUsersSchemaOfOurNameIsRefusedUntilItIsRenamed(boolean onSource, String name)
            throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 17)) {
            journey.onBoth(TABLE);
            Connection side = onSource ? journey.source : journey.target;
            Journey.execute(side, "CREATE SCHEMA " + name + " CREATE TABLE machine (id int PRIMARY KEY)");
            Journey.execute(side, "INSERT INTO " + name + ".machine VALUES (1)");
            try (Replicator replicator = journey.open()) {
                Finding found = failure(replicator, "there is a schema " + name + " that is not ours");
                assertRefused(replicator::createSchema);
                assertRefused(() -> Journey.catchUp(replicator));
                replicator.uninstall();
                assertThat(Journey.text(side, "SELECT count(*) FROM " + name + ".machine"))
                        .isEqualTo("1");
                Journey.execute(side, found.cure());
                Journey.execute(
                        onSource ? journey.target : journey.source,
                        "CREATE SCHEMA something_else CREATE TABLE machine (id int PRIMARY KEY)");
                if (!onSource) {
                    Journey.execute(side, "TRUNCATE something_else.machine");
                    journey.onSource("INSERT INTO something_else.machine VALUES (1)");
                }
                Journey.catchUp(replicator);
            }
            assertThat(Journey.text(journey.target, "SELECT count(*) FROM something_else.machine"))
                    .isEqualTo("1");
            journey.assertArrived();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"replicator", "replicator_capture"})
    void anEmptySchemaOfOurNameIsRefusedUntilItIsDropped(String name) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                Replicator replicator = journey.open()) {
            journey.onBoth(TABLE);
            Connection side = name.equals("replicator") ? journey.target : journey.source;
            Journey.execute(side, "CREATE SCHEMA " + name);
            Journey.execute(
                    side,
                    failure(replicator, "there is a schema " + name + " that is not ours")
                            .cure());
            Journey.catchUp(replicator);
            assertArrived(journey, replicator);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "true, replicator_capture, capture",
        "true, replicator, migration",
        "false, replicator, migration",
        "false, replicator_capture, capture"
    })
    void nothingOfAnotherRolesSchemaIsCalled(boolean onSource, String schema, String marker) throws SQLException {
        String stranger = "made_by_test_" + System.nanoTime();
        try (Journey journey = Journey.empty(15, 17);
                Connection superuser = onSource ? journey.pair.sourceSuperuser() : journey.pair.targetSuperuser()) {
            journey.onBoth(TABLE + "; CREATE TABLE secret (id int PRIMARY KEY)");
            Journey.execute(superuser, "CREATE ROLE " + stranger);
            try {
                Journey.execute(
                        superuser,
                        "GRANT CREATE ON DATABASE " + superuser.getCatalog() + " TO " + stranger + "; SET ROLE "
                                + stranger + ";" + trap(schema, marker, stranger) + "RESET ROLE");
                try (Replicator replicator = journey.open()) {
                    assertThat(failure(replicator, "is not ours; it belongs to " + stranger))
                            .isNotNull();
                    replicator.status();
                    assertRefused(replicator::createSchema);
                    assertRefused(() -> Journey.catchUp(replicator));
                    replicator.openTransactions();
                    replicator.uninstall();
                }
                assertThat(Journey.text(
                                superuser, "SELECT has_table_privilege('" + stranger + "', 'secret', 'SELECT')"))
                        .isEqualTo("f");
                assertThat(Journey.text(
                                superuser, "SELECT count(*) FROM pg_namespace WHERE nspname = '" + schema + "'"))
                        .isEqualTo("1");
            } finally {
                Journey.execute(superuser, "DROP OWNED BY " + stranger + " CASCADE; DROP ROLE " + stranger);
            }
        }
    }

    @Test
    void uninstallWithTheWrongSourceRemovesNothing() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                DatabasePair other = DatabasePair.create(15, 15);
                Connection wrong = other.connectSource();
                Replicator replicator = journey.open();
                Replicator mistaken = Replicator.open(
                        journey.config().source(other.sourceUri()).build(), event -> {})) {
            journey.onBoth(TABLE);
            Journey.execute(wrong, TABLE);
            journey.catchUp();
            journey.onSource("INSERT INTO t VALUES (1, 'not carried')");
            assertFails(ErrorCode.CHANGES_NOT_CARRIED, mistaken::uninstall);
            assertThat(replicator.status().tables()).hasSize(1);
            journey.catchUp();
            assertArrived(journey, replicator, mistaken);
        }
    }

    /** The other one may be the side that applications write to. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void uninstallWithATargetThatNeverBelongedRemovesNothing(boolean switched)
            throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                DatabasePair other = DatabasePair.create(15, 15);
                Replicator replicator = journey.open();
                Replicator mistaken = Replicator.open(
                        journey.config().target(other.targetUri()).build(), event -> {})) {
            journey.onBoth(TABLE);
            journey.onSource("INSERT INTO t VALUES (1, 'v')");
            journey.catchUp();
            if (switched) {
                journey.cutOver(CutoverOptions.defaults());
                assertThatThrownBy(() -> journey.onSource("INSERT INTO t VALUES (2, 'refused')"))
                        .hasMessageContaining("takes no writes");
            }
            assertFails(ErrorCode.CAPTURE_INVALID, mistaken::uninstall);
            assertFails(switched ? ErrorCode.CAPTURE_INVALID : ErrorCode.COMMAND_REFUSED, mistaken::complete);
            if (switched) {
                assertThatThrownBy(() -> journey.onSource("INSERT INTO t VALUES (2, 'refused')"))
                        .hasMessageContaining("takes no writes");
                Journey.execute(journey.target, "INSERT INTO t VALUES (3, 'taken')");
            } else {
                journey.onSource("INSERT INTO t VALUES (3, 'taken')");
            }
            journey.catchUp();
            assertArrived(journey, replicator, mistaken);
        }
    }

    @Test
    void runWithAnotherSourceInstallsNothingThere() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                DatabasePair other = DatabasePair.create(15, 15);
                Connection wrong = other.connectSource();
                Replicator mistaken = Replicator.open(
                        journey.config().source(other.sourceUri()).build(), event -> {})) {
            journey.onBoth(TABLE);
            journey.catchUp();
            Journey.execute(wrong, "CREATE TABLE u (id int PRIMARY KEY); INSERT INTO u VALUES (1)");
            Journey.execute(journey.target, "CREATE TABLE u (id int PRIMARY KEY)");
            assertRefused(() -> Journey.catchUp(mistaken));
            assertThat(failure(mistaken, "the target belongs to a migration, whose capture is not on this source"))
                    .isNotNull();
            assertThat(Journey.text(wrong, "SELECT count(*) FROM pg_namespace WHERE nspname = 'replicator_capture'"))
                    .isEqualTo("0");
            Journey.execute(journey.target, "DROP TABLE u");
            journey.onSource("INSERT INTO t VALUES (1, 'v')");
            journey.catchUp();
            assertArrived(journey, mistaken);
        }
    }

    @Test
    void aCaptureWhoseTargetIsGoneIsTakenOffAsTheCheckSays() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                DatabasePair other = DatabasePair.create(15, 15);
                Connection gone = other.connectTarget();
                Replicator former = Replicator.open(
                        journey.config().target(other.targetUri()).build(), event -> {});
                Replicator replicator = journey.open()) {
            journey.onBoth(TABLE);
            Journey.execute(gone, TABLE);
            Journey.catchUp(former);
            journey.onSource("INSERT INTO t VALUES (1, 'v')");
            assertThat(failure(replicator, "captured for a migration that the target knows nothing of")
                            .cure())
                    .contains("'replicator uninstall --source-only'");
            assertRefused(() -> Journey.catchUp(replicator));
            assertThat(replicator.status().tables()).isEmpty();
            Replicator.uninstallSourceAlone(journey.config().buildSource(), false, event -> {});
            Journey.catchUp(replicator);
            assertArrived(journey, former, replicator);
        }
    }

    /** Each would bring back what the other one has applied, over later writes. */
    @Test
    void twoMigrationsInOppositeDirectionsAreRefused() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(17, 17);
                Replicator back = Replicator.open(
                        SmallSteps.config(journey.pair)
                                .source(journey.pair.targetUri())
                                .target(journey.pair.sourceUri())
                                .build(),
                        event -> {})) {
            journey.onBoth(TABLE);
            journey.catchUp();
            failure(back, "another migration goes from this target to this source");
            assertRefused(() -> Journey.catchUp(back));
            journey.onSource("INSERT INTO t VALUES (1, 'v')");
            journey.catchUp();
            assertArrived(journey, back);
        }
    }

    /** A copy would take off the keys by which the other one captures. */
    @Test
    void aTargetThatIsCapturedIsNotCopiedTo() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 17);
                DatabasePair other = DatabasePair.create(15, 17);
                Connection last = other.connectTarget();
                Replicator further = Replicator.open(
                        SmallSteps.config(journey.pair)
                                .source(journey.pair.targetUri())
                                .target(other.targetUri())
                                .build(),
                        event -> {});
                Replicator replicator = journey.open()) {
            journey.onBoth(TABLE);
            Journey.execute(last, TABLE);
            Journey.catchUp(further);
            assertThat(failure(replicator, "another migration captures tables of the target")
                            .message())
                    .contains("public.t");
            further.uninstall();
            Journey.catchUp(replicator);
            assertArrived(journey, further, replicator);
        }
    }

    /** Its foreign keys and triggers are off, and a schema made from it would lack them for ever. */
    @Test
    void aSourceThatIsBeingFilledIsNoSource() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(14, 14);
                DatabasePair other = DatabasePair.create(14, 14);
                Replicator replicator = journey.open();
                Replicator further = Replicator.open(
                        SmallSteps.config(journey.pair)
                                .source(journey.pair.targetUri())
                                .target(other.targetUri())
                                .build(),
                        event -> {})) {
            journey.onBoth(TABLE + "; CREATE TABLE child (id int PRIMARY KEY, t int REFERENCES t)");
            try (Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                assertRefused(further::createSchema);
                failure(further, "the source is the target of another migration, which has taken off");
            }
            Journey.catchUp(replicator);
            further.createSchema();
            try (Connection last = other.connectTarget()) {
                assertThat(Journey.text(last, "SELECT count(*) FROM pg_constraint WHERE conname = 'child_t_fkey'"))
                        .isEqualTo("1");
            }
            assertArrived(journey, replicator, further);
        }
    }

    /** What looks like ours to whoever goes by names, and hands the secret to another role when it is asked. */
    private static String trap(String schema, String marker, String stranger) {
        return """
            CREATE SCHEMA %1$s;
            CREATE FUNCTION %1$s.steal() RETURNS uuid LANGUAGE plpgsql AS $$
                BEGIN
                    GRANT SELECT ON public.secret TO %3$s;
                    RETURN '00000000-0000-0000-0000-000000000001';
                END $$;
            CREATE VIEW %1$s.%2$s AS SELECT %1$s.steal() AS migration_id, NULL::text AS watermark, 0::bigint AS rounds,
                ''::text AS source_server, 0::bigint AS heartbeat, 0::bigint AS least_heartbeat;
            CREATE TABLE %1$s.table_copy (schema_name text, table_name text);
            CREATE TABLE %1$s.refused_row (refused_id int);
            GRANT USAGE ON SCHEMA %1$s TO PUBLIC;
            GRANT SELECT ON ALL TABLES IN SCHEMA %1$s TO PUBLIC;
            """.formatted(schema, marker, stranger);
    }

    /** Sessions of the replicators would be leftovers. */
    private static void assertArrived(Journey journey, Replicator... replicators) throws SQLException {
        List.of(replicators).forEach(Replicator::close);
        journey.assertArrived();
    }

    private static Finding failure(Replicator replicator, String message) {
        List<Finding> found = replicator.check().findings().stream()
                .filter(finding ->
                        finding.level() == Level.FAIL && finding.message().contains(message))
                .toList();
        assertThat(found).as(message).hasSize(1);
        return found.get(0);
    }

    private static void assertRefused(ThrowingCallable call) {
        assertFails(ErrorCode.PREFLIGHT_FAILED, call);
    }

    private static void assertFails(ErrorCode code, ThrowingCallable call) {
        assertThatExceptionOfType(ReplicatorException.class)
                .isThrownBy(call)
                .matches(failure -> failure.code() == code, code.toString());
    }
}
