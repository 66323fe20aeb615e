package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Leftovers;
import io.pgreplicator.it.SmallSteps;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.ReplicationEvent;
import io.pgreplicator.telemetry.ReplicationEvent.ChangesDiscarded;
import io.pgreplicator.telemetry.ReplicationEvent.ObjectsForgotten;
import io.pgreplicator.telemetry.ReplicationListener;
import io.pgreplicator.telemetry.UninstallReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * One side is left when the other one is gone, in every state of the gates: nothing is asked of that one, and nothing stays on this one.
 */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class LoneUninstallIT {
    private static final String SCHEMA = """
            CREATE TABLE customer (id int PRIMARY KEY, age int);
            CREATE TABLE orders (id int PRIMARY KEY, customer int REFERENCES customer, note text UNIQUE);
            CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN NEW.note := coalesce(NEW.note, NEW.id::text); RETURN NEW; END';
            CREATE TRIGGER stamp BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION stamp()""";

    private static final CutoverOptions PATIENT =
            new CutoverOptions(Duration.ofMinutes(2), Duration.ofSeconds(5), 0, false);

    private static final String DISABLED = "SELECT count(*) FROM pg_trigger WHERE tgname = 'stamp' AND tgenabled = 'D'";
    private static final String FOREIGN_KEYS =
            "SELECT count(*) FROM pg_constraint WHERE conname = 'orders_customer_fkey'";
    private static final String ORDER_OF_NOBODY = "INSERT INTO orders VALUES (99, 99, 'of nobody')";

    private DatabasePair pair;
    private Replicator replicator;

    /** Calls the hook at each pause point, and keeps the events. */
    private record Watcher(PausePoint.Hook hook, List<ReplicationEvent> events)
            implements ReplicationListener, PausePoint.Hook {
        static Watcher at(PausePoint.Hook hook) {
            return new Watcher(hook, new ArrayList<>());
        }

        @Override
        public void on(ReplicationEvent event) {
            events.add(event);
        }

        @Override
        public void reached(PausePoint place) {
            hook.reached(place);
        }
    }

    @BeforeEach
    void follow() throws SQLException, InterruptedException {
        pair = DatabasePair.create(15, 17);
        execute(pair.connectSource(), SCHEMA);
        execute(pair.connectTarget(), SCHEMA);
        execute(pair.connectSource(), "INSERT INTO customer VALUES (1, -1); INSERT INTO orders VALUES (1, 1, 'a')");
        for (Connection side : new Connection[] {pair.connectSource(), pair.connectTarget()}) {
            execute(side, "ALTER TABLE customer ADD CHECK (age > 0) NOT VALID");
        }
        replicator = Replicator.open(SmallSteps.config(pair).build(), event -> {});
        carry();
    }

    @AfterEach
    void close() {
        replicator.close();
        pair.close();
    }

    @Test
    void whoCannotReachOneSideIsToldHowToLeaveTheOther() {
        pair.target().dropDatabase(pair.targetDatabase());
        ReplicatorException refused = catchThrowableOfType(ReplicatorException.class, replicator::uninstall);
        assertThat(refused.code()).isEqualTo(ErrorCode.CREDENTIALS_REFUSED);
        assertThat(refused.cure())
                .contains(
                        "Only if the target is gone for good: 'replicator uninstall --source-only' leaves the source");
        assertThat(leaveSource(false, Watcher.at(PausePoint.Hook.NONE)).released())
                .hasSize(2);
    }

    @Test
    void theSourceOfATargetThatIsGone() throws SQLException {
        execute(pair.targetSuperuser(), "DROP SCHEMA public, replicator CASCADE");
        execute(pair.connectSource(), "INSERT INTO customer VALUES (2, 2), (3, 3)");
        Watcher watcher = Watcher.at(PausePoint.Hook.NONE);
        UninstallReport report = leaveSource(false, watcher);
        assertThat(report.captureRemoved()).isTrue();
        assertThat(report.released()).hasSize(2);
        assertThat(report.controlRemoved()).isFalse();
        assertThat(report.otherStays()).isFalse();
        assertThat(watcher.events).contains(new ChangesDiscarded(2, true));
        assertNothingLeft(pair.sourceSuperuser());
        execute(pair.connectSource(), "INSERT INTO customer VALUES (4, 4)");
        assertThat(leaveSource(false).captureRemoved()).isFalse();
    }

    /** The target is left alone though the source is there: each command names the one that ends it, and none empties the primary. */
    @Test
    void theSourceOfATargetThatWasLeftAloneAfterACutover() throws Exception {
        switchOver(PATIENT);
        execute(pair.connectTarget(), "INSERT INTO customer VALUES (2, 2)");
        leaveTarget(false);
        String way = "'replicator uninstall --source-only --force'";
        for (ThrowingCallable command :
                List.<ThrowingCallable>of(replicator::uninstall, replicator::complete, this::carry)) {
            ReplicatorException refused = catchThrowableOfType(ReplicatorException.class, command);
            assertThat(refused.getMessage() + refused.cure())
                    .contains("the source refuses writers since a cutover", way)
                    .doesNotContain("TRUNCATE", "with both databases");
        }
        assertThat(replicator.check().failures())
                .singleElement()
                .satisfies(finding -> assertThat(finding.cure()).contains(way));
        assertThat(catchThrowableOfType(ReplicatorException.class, () -> leaveSource(false))
                        .cure())
                .contains("'replicator complete'", "knows nothing of this migration", "--force", "takes writes again");
        leaveSource(true);
        assertNothingLeftAnywhere();
        execute(pair.connectSource(), "INSERT INTO customer VALUES (3, 3)");
    }

    @Test
    void theTargetOfASourceThatIsGone() throws SQLException {
        execute(pair.sourceSuperuser(), "DROP SCHEMA public, replicator_capture CASCADE");
        UninstallReport report = leaveTarget(false);
        assertThat(report.controlRemoved()).isTrue();
        assertThat(report.restored())
                .extracting(UninstallReport.RestoredObject::kind)
                .contains("check constraint");
        assertNothingLeft(pair.targetSuperuser());
        assertThatThrownBy(() -> execute(pair.connectTarget(), "INSERT INTO customer VALUES (2, -2)"))
                .hasMessageContaining("customer_age_check");
    }

    @Test
    void theRecordOfWhatCannotBePutBackStaysOnTheTargetUntilItCanBe() throws SQLException {
        execute(pair.connectTarget(), "ALTER TABLE customer ADD CONSTRAINT customer_age_check CHECK (true)");
        assertThat(fails(ErrorCode.OBJECTS_OPEN, () -> leaveTarget(false)).cure())
                .contains("'replicator uninstall --target-only' again");
        execute(pair.connectTarget(), "ALTER TABLE customer DROP CONSTRAINT customer_age_check");
        assertThat(leaveTarget(false).restored())
                .extracting(UninstallReport.RestoredObject::name)
                .containsExactly("customer_age_check");
        assertNothingLeft(pair.targetSuperuser());
    }

    /** Its constraint calls a function that finds another one only where applications of the source look. */
    @Test
    void namesAreLookedForWhereApplicationsOfTheLostSourceDid() throws SQLException, InterruptedException {
        String functions = """
                CREATE SCHEMA helpers;
                CREATE FUNCTION helpers.plain(int) RETURNS int LANGUAGE sql AS 'SELECT $1';
                CREATE FUNCTION adult(int) RETURNS boolean STABLE LANGUAGE plpgsql AS 'BEGIN RETURN plain($1) > 0; END';
                CREATE TABLE person (id int PRIMARY KEY, age int CONSTRAINT of_age CHECK (adult(age) AND now() > 'epoch'))""";
        try (Connection superuser = pair.sourceSuperuser()) {
            Journey.execute(
                    superuser, "ALTER DATABASE " + superuser.getCatalog() + " SET search_path = public, helpers");
        }
        execute(pair.connectSource(), functions);
        execute(pair.connectTarget(), functions);
        execute(pair.connectSource(), "INSERT INTO person VALUES (1, 18)");
        replicator.close();
        replicator = Replicator.open(SmallSteps.config(pair).build(), event -> {});
        carry();
        assertThat(leaveTarget(false).restored())
                .extracting(UninstallReport.RestoredObject::name)
                .contains("of_age");
        assertThat(text(pair.connectTarget(), "SELECT convalidated FROM pg_constraint WHERE conname = 'of_age'"))
                .isEqualTo("t");
        assertNothingLeft(pair.targetSuperuser());
    }

    /** A former leader that lost its connection may come back, and apply rows between what comes back and the end. */
    @Test
    void nobodyWhoLedBeforeMayWriteToTheTargetMeanwhile() throws SQLException {
        String epoch = "SELECT epoch FROM replicator.leader_epoch";
        String before = text(pair.connectTarget(), epoch);
        var after = new ArrayList<String>();
        leaveTarget(false, Watcher.at(place -> {
            if (place == PausePoint.UNINSTALL_RESTORED) {
                Unchecked.run(() -> after.add(text(pair.connectTarget(), epoch)));
            }
        }));
        assertThat(after).hasSize(1).allMatch(found -> Long.parseLong(found) > Long.parseLong(before));
    }

    @Test
    void ofARehearsalTheTargetRefusesWritersUntilItIsForced() throws SQLException, InterruptedException {
        switchOver(new CutoverOptions(Duration.ofMinutes(2), Duration.ofSeconds(5), 1, false));
        ReplicatorException refusal = fails(ErrorCode.COMMAND_REFUSED, () -> leaveTarget(false));
        assertThat(refusal).hasMessageContaining("prepared for a cutover");
        assertThat(refusal.cure()).contains("'replicator uninstall' with both databases");
        assertThatThrownBy(() -> execute(pair.connectTarget(), "INSERT INTO customer VALUES (4, 4)"))
                .hasMessageContaining("takes no writes");
        leaveTarget(true);
        execute(pair.connectTarget(), "INSERT INTO customer VALUES (4, 4)");
        leaveSource(false);
        execute(pair.connectSource(), "INSERT INTO customer VALUES (4, 4)");
        assertNothingLeftAnywhere();
    }

    @Test
    void theCureOfARefusalAfterARehearsalWorks() throws SQLException, InterruptedException {
        switchOver(new CutoverOptions(Duration.ofMinutes(2), Duration.ofSeconds(5), 1, false));
        fails(ErrorCode.COMMAND_REFUSED, () -> leaveTarget(false));
        replicator.uninstall();
        assertNothingLeftAnywhere();
    }

    @Test
    void ofASwitchTheSourceRefusesWritersUntilItIsForced() throws SQLException, InterruptedException {
        switchOver(PATIENT);
        assertThat(fails(ErrorCode.COMMAND_REFUSED, () -> leaveSource(false))).hasMessageContaining("since a cutover");
        assertThatThrownBy(() -> execute(pair.connectSource(), "INSERT INTO customer VALUES (4, 4)"))
                .hasMessageContaining("takes no writes");
        assertThat(leaveSource(true).captureRemoved()).isTrue();
        execute(pair.connectSource(), "INSERT INTO customer VALUES (4, 4)");
        leaveTarget(false);
        execute(pair.connectTarget(), "INSERT INTO customer VALUES (4, 4)");
        assertNothingLeftAnywhere();
    }

    @Test
    void theCureOfARefusalAfterASwitchWorks() throws SQLException, InterruptedException {
        switchOver(PATIENT);
        fails(ErrorCode.COMMAND_REFUSED, () -> leaveSource(false));
        replicator.complete();
        assertNothingLeftAnywhere();
    }

    @Test
    void ofAReturnTheTargetRefusesWritersUntilItIsForced() throws SQLException, InterruptedException {
        switchOver(PATIENT);
        switchOver(PATIENT.goingBack());
        assertThat(fails(ErrorCode.COMMAND_REFUSED, () -> leaveTarget(false))).hasMessageContaining("since a cutover");
        leaveTarget(true);
        leaveSource(false);
        assertNothingLeftAnywhere();
    }

    /** Its role may not set session_replication_role: what acts on rows is off while changes are carried back to it. */
    @Test
    void whatWasTakenOffIsBackBeforeWritersAreLetIn() throws SQLException, InterruptedException {
        switchOver(PATIENT);
        carry();
        assertThat(text(pair.connectSource(), DISABLED)).isEqualTo("1");
        assertThat(text(pair.connectSource(), FOREIGN_KEYS)).isEqualTo("0");
        var seen = new ArrayList<String>();
        leaveSource(true, Watcher.at(place -> {
            if (place == PausePoint.UNINSTALL_RELEASED) {
                Unchecked.run(() -> seen.add(text(pair.connectSource(), DISABLED) + " "
                        + text(pair.connectSource(), FOREIGN_KEYS) + " " + writes()));
            }
        }));
        assertThat(seen).hasSize(2).allMatch(found -> found.startsWith("0 1 "));
        assertThat(seen.get(1)).contains("orders_customer_fkey");
        assertNothingLeft(pair.sourceSuperuser());
    }

    /** As of both sides: its SQL is printed, and the record goes. */
    @Test
    void whatCannotBePutBackOnAFormerSourceIsNamedWithItsSql() throws SQLException, InterruptedException {
        switchOver(PATIENT);
        carry();
        execute(pair.connectSource(), "ALTER TABLE customer ADD CONSTRAINT customer_age_check CHECK (true)");
        Watcher watcher = Watcher.at(PausePoint.Hook.NONE);
        assertThat(fails(ErrorCode.OBJECTS_OPEN, () -> leaveSource(true, watcher)))
                .hasMessageContaining("ADD CONSTRAINT customer_age_check CHECK ((age > 0)) NOT VALID");
        assertThat(watcher.events).hasAtLeastOneElementOfType(ObjectsForgotten.class);
        assertThat(text(pair.connectSource(), DISABLED)).isEqualTo("0");
        execute(pair.connectSource(), "INSERT INTO customer VALUES (4, 4)");
        assertNothingLeft(pair.sourceSuperuser());
    }

    private void carry() throws InterruptedException {
        try (Replication replication = replicator.start()) {
            replication.awaitCaughtUp();
        }
    }

    private void switchOver(CutoverOptions options) throws InterruptedException {
        try (Replication replication = replicator.start().endWhenSwitched(options)) {
            replication.await();
        }
    }

    /** Why an order of nobody is refused on the source. */
    private String writes() {
        try {
            execute(pair.connectSource(), ORDER_OF_NOBODY);
            return "";
        } catch (SQLException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static ReplicatorException fails(ErrorCode code, ThrowingCallable call) {
        ReplicatorException failure =
                Objects.requireNonNull(catchThrowableOfType(ReplicatorException.class, call), "it did not fail");
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
        return failure;
    }

    private UninstallReport leaveSource(boolean force) {
        return leaveSource(force, event -> {});
    }

    /** Only the source is known. */
    private UninstallReport leaveSource(boolean force, ReplicationListener listener) {
        return Replicator.uninstallSourceAlone(
                ReplicatorConfig.builder().source(pair.sourceUri()).buildSource(), force, listener);
    }

    private UninstallReport leaveTarget(boolean force) {
        return leaveTarget(force, event -> {});
    }

    /** Only the target is known. */
    private UninstallReport leaveTarget(boolean force, ReplicationListener listener) {
        return Replicator.uninstallTargetAlone(
                ReplicatorConfig.builder().target(pair.targetUri()).buildTarget(), force, listener);
    }

    private void assertNothingLeftAnywhere() throws SQLException {
        assertNothingLeft(pair.sourceSuperuser());
        assertNothingLeft(pair.targetSuperuser());
    }

    /** Nor a session of ours. */
    private void assertNothingLeft(Connection superuser) throws SQLException {
        replicator.close();
        try (superuser) {
            assertThat(Leftovers.find(superuser)).isEmpty();
        }
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (connection) {
            return Journey.text(connection, query);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
