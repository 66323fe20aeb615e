package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.config.VerifyOptions;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.ReplicationEvent.TablesDropped;
import io.pgreplicator.telemetry.VerifyReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tables that are dropped on the source while they are replicated: the others go on, and what the target has of them stays. On targets
 * before 15 the role may not assume the replica role, so foreign keys are off while it follows.
 */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class DroppedTableIT {
    private static final String SCHEMA = """
            CREATE TABLE users (id int PRIMARY KEY, name text);
            CREATE TABLE coupons (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users, code text UNIQUE);
            CREATE TABLE orders (id int PRIMARY KEY, total int, coupon_id int REFERENCES coupons);
            CREATE INDEX ON coupons (user_id)""";
    private static final String ROWS = """
            INSERT INTO users SELECT g, 'u' || g FROM generate_series(1, 300) AS g;
            INSERT INTO coupons SELECT g, g, 'c' || g FROM generate_series(1, 300) AS g;
            INSERT INTO orders SELECT g, g, g FROM generate_series(1, 300) AS g""";
    private static final QualifiedName COUPONS = new QualifiedName("public", "coupons");
    private static final TablesDropped NONE = new TablesDropped(List.of(), List.of(), List.of(), List.of());

    /** Rows that the foreign keys of a table that is left behind would refuse. */
    private static final String AFTERWARDS =
            "DELETE FROM users WHERE id = 7; INSERT INTO orders VALUES (1000, 1, 9999); UPDATE orders SET coupon_id = 5000 WHERE id = 5";

    private static final Pattern STATEMENT = Pattern.compile("(DROP TABLE|TRUNCATE) [^;]*;");
    private static final CutoverOptions PATIENT =
            new CutoverOptions(Duration.ofMinutes(2), Duration.ofSeconds(5), 0, false);

    @ParameterizedTest
    @CsvSource({"13, 14", "15, 17"})
    void theOthersGoOn(int from, int to) throws Exception {
        try (Journey journey = filled(from, to)) {
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                journey.onSource(
                        "BEGIN; UPDATE users SET name = 'before' WHERE id < 10; UPDATE coupons SET code = 'x' || id;"
                                + " TRUNCATE coupons CASCADE; DROP TABLE coupons CASCADE; UPDATE users SET name = 'after' WHERE id < 5;"
                                + " INSERT INTO orders VALUES (77, 7, 77); COMMIT");
                journey.onSource(AFTERWARDS);
                replication.awaitCaughtUp();
                assertThat(last(journey).tables()).containsExactly(COUPONS);
                assertThat(last(journey).again()).isEmpty();
                assertThat(count(journey, "coupons")).isEqualTo("300");
                Awaitility.await()
                        .until(() -> String.valueOf(replicator.status().lastError())
                                .contains("not replicated any more: public.coupons"));
                assertThat(verified(replicator).isRowsEqual()).isTrue();
                Journey.execute(journey.target, statement(last(journey), "DROP TABLE"));
                journey.onSource("INSERT INTO users VALUES (2000, 'goes on')");
                replication.awaitCaughtUp();
                Awaitility.await().until(() -> last(journey).equals(NONE));
            }
            journey.catchUp();
            journey.assertArrived();
        }
    }

    /**
     * What is left on the target is the user's: nothing that the replicator took off it is missing, nothing of it is in the way, and the
     * foreign keys that were dropped come back by the statements of the line.
     */
    @ParameterizedTest
    @ValueSource(ints = {14, 17})
    void whatIsLeftMayStay(int to) throws Exception {
        try (Journey journey = filled(13, to)) {
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                journey.onSource("DROP TABLE coupons CASCADE; " + AFTERWARDS);
                replication.awaitCaughtUp();
            }
            journey.catchUp();
            int before = journey.events().size();
            try (Replicator replicator = journey.open()) {
                replicator.uninstall();
            }
            // once more: from now on nobody else knows the keys
            assertThat(journey.events().subList(before, journey.events().size()))
                    .hasAtLeastOneElementOfType(TablesDropped.class);
            assertThat(count(journey, "coupons")).isEqualTo("300");
            assertThat(Journey.text(
                            journey.target,
                            "SELECT string_agg(indexrelid::regclass::text, ' ' ORDER BY 1) FROM pg_index"
                                    + " WHERE indrelid = 'coupons'::regclass"))
                    .contains("coupons_code_key", "coupons_pkey", "coupons_user_id_idx");
            String told = last(journey).text();
            String keys = "'replicator uninstall', on the target: ";
            Journey.execute(journey.target, told.substring(told.indexOf(keys) + keys.length()));
            assertThat(Journey.text(
                            journey.target,
                            "SELECT string_agg(conname, ' ' ORDER BY conname) FROM pg_constraint WHERE contype = 'f'"))
                    .isEqualTo("coupons_user_id_fkey orders_coupon_id_fkey");
            assertThatThrownBy(() -> Journey.execute(journey.target, "UPDATE orders SET coupon_id = 8888 WHERE id = 9"))
                    .hasMessageContaining("orders_coupon_id_fkey");
            Journey.execute(journey.target, "DROP TABLE coupons CASCADE");
            journey.assertArrived();
        }
    }

    @ParameterizedTest
    @CsvSource({"18, 18"})
    void aTableIsDroppedDuringTheCopy(int from, int to) throws Exception {
        try (Journey journey = filled(from, to)) {
            var dropped = new AtomicBoolean();
            try (Replicator replicator = journey.open(journey.config(), place -> {
                        if (place == PausePoint.COPY_AFTER_COMMIT && dropped.compareAndSet(false, true)) {
                            Unchecked.run(() -> Journey.execute(
                                    journey.pair.connectSource(),
                                    "DROP TABLE coupons CASCADE; UPDATE users SET name = 'meanwhile' WHERE id < 50"));
                        }
                    });
                    Replication replication = replicator.start().endWhenCaughtUp()) {
                replication.await();
            }
            assertThat(last(journey).tables()).containsExactly(COUPONS);
            Journey.execute(journey.target, statement(last(journey), "DROP TABLE"));
            journey.assertArrived();
        }
    }

    /** The check has passed it, and it is about to be captured. */
    @Test
    void aTableIsDroppedJustBeforeItIsCaptured() throws Exception {
        try (Journey journey = filled(13, 16)) {
            var captured = new AtomicInteger();
            PausePoint.Hook drops = place -> {
                if (place == PausePoint.INSTALL_CAPTURED && captured.incrementAndGet() == 1) {
                    Unchecked.run(() -> journey.onSource("DROP TABLE orders"));
                }
            };
            try (Replicator replicator = journey.open(journey.config(), drops)) {
                Journey.catchUp(replicator);
                assertThat(captured).hasPositiveValue();
                assertThat(verified(replicator).isRowsEqual()).isTrue();
            }
            assertThat(Journey.text(
                            journey.source,
                            "SELECT string_agg(table_name, ' ' ORDER BY 1) FROM replicator_capture.captured_table"))
                    .isEqualTo("coupons users");
        }
    }

    /** The same name is another table then, and nobody else would look for it before the end. */
    @Test
    void aTableIsMadeAnewJustBeforeItIsCaptured() throws Exception {
        try (Journey journey = filled(13, 16)) {
            var captured = new AtomicInteger();
            PausePoint.Hook anew = place -> {
                if (place == PausePoint.INSTALL_CAPTURED && captured.incrementAndGet() == 1) {
                    Unchecked.run(() -> journey.onSource(
                            "CREATE TABLE anew (LIKE orders INCLUDING ALL); INSERT INTO anew SELECT * FROM orders LIMIT 3; DROP TABLE orders;"
                                    + " ALTER TABLE anew RENAME TO orders"));
                }
            };
            try (Replicator replicator = journey.open(journey.config(), anew)) {
                Journey.catchUp(replicator);
                assertThat(captured).hasPositiveValue();
                assertThat(verified(replicator).isRowsEqual()).isTrue();
            }
            assertThat(Journey.text(journey.target, "SELECT count(*) FROM orders"))
                    .isEqualTo("3");
        }
    }

    /** Nobody lies about it meanwhile. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTableIsDroppedWhileNobodyFollows(boolean runAgain) throws Exception {
        try (Journey journey = filled(15, 17)) {
            journey.catchUp();
            journey.onSource("UPDATE coupons SET code = 'not carried' WHERE id = 1; DROP TABLE coupons CASCADE");
            try (Replicator replicator = journey.open()) {
                assertThat(replicator.check().failures()).isEmpty();
                assertThat(replicator.status().source().captureValid()).isTrue();
                assertThat(verified(replicator).isRowsEqual()).isTrue();
                assertThat(replicator.checkCutover(PATIENT).failures()).isEmpty();
            }
            if (runAgain) {
                journey.onSource(AFTERWARDS);
                journey.catchUp();
                assertThat(last(journey).tables()).containsExactly(COUPONS);
            }
            Journey.execute(journey.target, "DROP TABLE coupons CASCADE");
            journey.assertArrived();
        }
    }

    /** The new table is another one; its rows come once the target's is empty. */
    @ParameterizedTest
    @CsvSource({"true, 14", "false, 17"})
    void aTableIsDroppedAndMadeAnew(boolean following, int to) throws Exception {
        String anew =
                "BEGIN; DROP TABLE coupons CASCADE; CREATE TABLE coupons (id int PRIMARY KEY, user_id int NOT NULL, code text UNIQUE);"
                        + " CREATE INDEX ON coupons (user_id); INSERT INTO coupons VALUES (1, 1, 'new'); COMMIT";
        try (Journey journey = filled(13, to)) {
            if (following) {
                try (Replicator replicator = journey.open();
                        Replication replication = replicator.start()) {
                    replication.awaitCaughtUp();
                    journey.onSource(anew);
                    journey.onSource(AFTERWARDS);
                    replication.awaitCaughtUp();
                    assertThat(count(journey, "orders")).isEqualTo("301");
                    Awaitility.await().until(() -> last(journey).again().equals(List.of(COUPONS)));
                }
            } else {
                journey.catchUp();
                journey.onSource(anew);
                journey.onSource(AFTERWARDS);
                try (Replicator replicator = journey.open()) {
                    assertThat(replicator.check().failures()).isNotEmpty();
                }
            }
            assertThatThrownBy(journey::catchUp)
                    .isInstanceOfSatisfying(
                            ReplicatorException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.PREFLIGHT_FAILED))
                    .hasMessageContaining("TRUNCATE ONLY \"public\".\"coupons\";");
            Journey.execute(journey.target, statement(last(journey), "TRUNCATE"));
            journey.onSource("INSERT INTO coupons VALUES (2, 2, 'newer')");
            journey.catchUp();
            try (Replicator replicator = journey.open()) {
                assertThat(String.valueOf(replicator.status().lastError())).doesNotContain("any more: public.coupons");
            }
            journey.assertArrived();
        }
    }

    /** What inherits from a table of the target is another's; the partitions of one are its rows. */
    @Test
    void theStatementThatEmptiesReachesNoOtherTable() throws Exception {
        String partitioned = "CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id);"
                + " CREATE TABLE p_1 PARTITION OF p FOR VALUES FROM (0) TO (1000)";
        String plain = "CREATE TABLE plain (id int PRIMARY KEY)";
        try (Journey journey = filled(15, 17)) {
            journey.onBoth(partitioned + "; " + plain);
            journey.onSource("INSERT INTO p VALUES (1); INSERT INTO plain VALUES (1)");
            Journey.execute(journey.target, "CREATE TABLE heir () INHERITS (plain); INSERT INTO heir VALUES (7)");
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                journey.onSource("BEGIN; DROP TABLE p, plain; " + partitioned + "; " + plain
                        + "; INSERT INTO p VALUES (2); INSERT INTO plain VALUES (2); COMMIT");
                Awaitility.await().until(() -> last(journey).again().size() == 2);
            }
            Journey.execute(journey.target, statement(last(journey), "TRUNCATE"));
            assertThat(count(journey, "heir")).isEqualTo("1");
            journey.catchUp();
            assertThat(count(journey, "p")).isEqualTo("1");
            Journey.execute(journey.target, "DROP TABLE heir");
            journey.assertArrived();
        }
    }

    @ParameterizedTest
    @CsvSource({"13, 14"})
    void aSchemaIsDropped(int from, int to) throws Exception {
        try (Journey journey = filled(from, to)) {
            journey.onBoth("""
                    CREATE SCHEMA tenant;
                    CREATE TABLE tenant.a (id serial PRIMARY KEY, v text);
                    CREATE TABLE tenant.p (id int PRIMARY KEY, user_id int REFERENCES users) PARTITION BY RANGE (id);
                    CREATE TABLE tenant.p_1 PARTITION OF tenant.p FOR VALUES FROM (0) TO (1000);
                    CREATE TABLE tenant.p_2 PARTITION OF tenant.p FOR VALUES FROM (1000) TO (2000)""");
            journey.onSource("INSERT INTO users VALUES (301, 'of the tenant'); INSERT INTO tenant.a (v) VALUES ('v');"
                    + " INSERT INTO tenant.p SELECT g, 301"
                    + " FROM generate_series(1, 1999) AS g");
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                journey.onSource(
                        "BEGIN; UPDATE users SET name = 'w' WHERE id = 3; UPDATE tenant.p SET user_id = NULL WHERE id = 1500;"
                                + " DROP SCHEMA tenant CASCADE; DELETE FROM users WHERE id = 301; COMMIT");
                replication.awaitCaughtUp();
                assertThat(last(journey).tables())
                        .containsExactly(new QualifiedName("tenant", "a"), new QualifiedName("tenant", "p"));
            }
            journey.catchUp();
            Journey.execute(journey.target, statement(last(journey), "DROP TABLE") + "; DROP SCHEMA tenant");
            journey.assertArrived();
        }
    }

    /** A crash in between, before and after which the next run goes on; also where the target has lost that it let go. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theNextRunCompletesIt(boolean targetWentBack) throws Exception {
        try (Journey journey = filled(15, 17)) {
            journey.catchUp();
            journey.onSource("DROP TABLE coupons CASCADE; " + AFTERWARDS);
            if (targetWentBack) {
                Journey.execute(journey.target, "CREATE TABLE kept AS SELECT * FROM replicator.table_copy");
            }
            try (Replicator replicator = journey.open(journey.config(), place -> {
                        if (place == PausePoint.DROPPED_FORGOTTEN && !targetWentBack) {
                            throw new IllegalStateException("crash at " + place);
                        }
                    });
                    Replication replication = replicator.start().endWhenCaughtUp()) {
                if (targetWentBack) {
                    replication.await();
                } else {
                    assertThatThrownBy(replication::await).hasMessageContaining("crash at dropped.forgotten");
                }
            }
            if (targetWentBack) {
                Journey.execute(
                        journey.target,
                        "INSERT INTO replicator.table_copy SELECT * FROM kept WHERE table_name = 'coupons';"
                                + " DELETE FROM replicator.dropped_table; DROP TABLE kept; INSERT INTO replicator.chunk"
                                + " SELECT t.table_id, 1, 7, 7, 0, 1, 8192, 1 FROM replicator.table_copy AS t WHERE table_name = 'coupons'");
            }
            journey.catchUp();
            assertThat(Journey.text(journey.source, "SELECT count(*) FROM replicator_capture.captured_table"))
                    .isEqualTo("2");
            assertThat(Journey.text(journey.target, "SELECT count(*) FROM replicator.table_copy"))
                    .isEqualTo("2");
            assertThat(last(journey).tables()).containsExactly(COUPONS);
            Journey.execute(journey.target, "DROP TABLE coupons");
            journey.assertArrived();
        }
    }

    /** Dropped after a rehearsal, then on the other side while that takes writes: there, back and complete. */
    @ParameterizedTest
    @ValueSource(ints = {17})
    void thereAndBackWithoutIt(int to) throws Exception {
        try (Journey journey = filled(13, to)) {
            journey.onBoth("CREATE TABLE late (id int PRIMARY KEY, user_id int REFERENCES users)");
            journey.onSource("INSERT INTO late SELECT g, g FROM generate_series(10, 20) AS g");
            try (Replicator replicator = journey.open()) {
                Journey.catchUp(replicator);
                switchOver(replicator, PATIENT.rehearsing(2));
                journey.onSource("DROP TABLE coupons CASCADE; " + AFTERWARDS);
                switchOver(replicator, PATIENT);
                Journey.execute(
                        journey.target,
                        "INSERT INTO orders VALUES (3000, 1, 12345); INSERT INTO coupons VALUES (5000, 1, 'ours')");
                assertLeftOut(replicator, "coupons");
            }
            try (Replicator replicator = without(journey, "coupons")) {
                Journey.catchUp(replicator);
                assertThat(Journey.text(journey.source, "SELECT total FROM orders WHERE id = 3000"))
                        .isEqualTo("1");
                VerifyReport report = verified(replicator);
                assertThat(report.isRowsEqual()).as(report.toString()).isTrue();
                try (Replication replication = replicator.start()) {
                    replication.awaitCaughtUp();
                    Journey.execute(journey.target, "DROP TABLE late; DELETE FROM users WHERE id = 15");
                    replication.awaitCaughtUp();
                }
                assertThat(Journey.text(journey.source, "SELECT count(*) FROM late"))
                        .isEqualTo("11");
                switchOver(replicator, PATIENT.goingBack());
                journey.onSource("DELETE FROM users WHERE id = 16; UPDATE users SET name = 'back' WHERE id = 17;"
                        + " INSERT INTO late VALUES (99, 1)");
                assertLeftOut(replicator, "late");
            }
            try (Replicator replicator = without(journey, "coupons", "late")) {
                Journey.catchUp(replicator);
                switchOver(replicator, PATIENT);
                replicator.complete();
            }
            assertThat(count(journey, "coupons")).isEqualTo("301");
            journey.onSource("DROP TABLE late");
            Journey.execute(journey.target, "DROP TABLE coupons");
            journey.assertArrived();
        }
    }

    /** A deployment may reach the target before the replicator has seen it on the source. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTableIsDroppedOnBothSides(boolean targetFirst) throws Exception {
        try (Journey journey = filled(15, 17);
                Replicator replicator = journey.open()) {
            Journey.catchUp(replicator);
            try (Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                replication.pause();
                if (targetFirst) {
                    Journey.execute(journey.target, "DROP TABLE coupons CASCADE");
                }
                journey.onSource("DROP TABLE coupons CASCADE; " + AFTERWARDS);
                if (!targetFirst) {
                    Journey.execute(journey.target, "DROP TABLE coupons CASCADE");
                }
                replication.resume();
                replication.awaitCaughtUp();
            } catch (ReplicatorException e) {
                assertThat(targetFirst)
                        .as("looked between the two: " + e.getMessage())
                        .isTrue();
            }
            Journey.catchUp(replicator);
            assertThat(verified(replicator).isRowsEqual()).isTrue();
        }
    }

    /** The way back of a rehearsal was over the table that was dropped on the target: its end does not end the way there. */
    @Test
    void aTableThatWasMadeAnewOnTheTargetAfterARehearsalGoesThereAndBack() throws Exception {
        try (Journey journey = filled(15, 15);
                Replicator replicator = journey.open()) {
            Journey.catchUp(replicator);
            switchOver(replicator, PATIENT.rehearsing(1));
            Journey.execute(journey.target, "DROP TABLE coupons CASCADE");
            assertThat(replicator.createSchema().created()).isTrue();
            replicator.repair();
            Journey.catchUp(replicator);
            journey.onSource("UPDATE coupons SET code = 'y' || id WHERE id < 9");
            switchOver(replicator, PATIENT);
            Journey.execute(
                    journey.target,
                    "INSERT INTO coupons VALUES (7000, 1, 'there'); UPDATE coupons SET code = 'z' WHERE id = 8");
            Journey.catchUp(replicator);
            assertThat(Journey.text(
                            journey.source,
                            "SELECT string_agg(code, ' ' ORDER BY id) FROM coupons WHERE id IN (7, 8, 7000)"))
                    .isEqualTo("y7 z there");
            assertThat(
                            Journey.text(
                                    journey.source,
                                    "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace"))
                    .isEqualTo("2");
            switchOver(replicator, PATIENT.goingBack());
            journey.onSource("INSERT INTO coupons VALUES (7001, 1, 'back again')");
            Journey.catchUp(replicator);
            VerifyReport report = verified(replicator);
            assertThat(report.isRowsEqual()).as(report.toString()).isTrue();
            assertThat(count(journey, "coupons")).isEqualTo("302");
        }
    }

    /** The side that took over makes another table of the name, or the one that was left gets its name back: neither is left out silently. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theNameComesToLifeAfterTheSwitch(boolean another) throws Exception {
        try (Journey journey = filled(15, 17)) {
            journey.onBoth("CREATE TABLE late (id int PRIMARY KEY, user_id int)");
            try (Replicator replicator = journey.open()) {
                Journey.catchUp(replicator);
                journey.onSource("DROP TABLE coupons CASCADE; " + (another ? "DROP TABLE late; " : "") + AFTERWARDS);
                Journey.catchUp(replicator);
                switchOver(replicator, PATIENT);
                assertLeftOut(replicator, "coupons");
                assertThat(replicator.checkCutover(PATIENT.goingBack()).failures())
                        .anySatisfy(finding -> assertThat(finding.message())
                                .contains("on the other side and not replicated any more: public.coupons"));
                if (another) {
                    Journey.execute(
                            journey.target,
                            "DROP TABLE coupons; CREATE TABLE coupons (id int PRIMARY KEY, user_id int NOT NULL, code text UNIQUE);"
                                    + " CREATE INDEX ON coupons (user_id); INSERT INTO coupons VALUES (1, 1, 'of the target')");
                    assertThat(replicator.checkCutover(PATIENT.goingBack()).failures())
                            .anySatisfy(finding -> assertThat(finding.message())
                                    .contains("not replicated yet: public.coupons")
                                    .doesNotContain("late"));
                    assertThatThrownBy(() -> Journey.catchUp(replicator))
                            .isInstanceOfSatisfying(
                                    ReplicatorException.class,
                                    failure -> assertThat(failure.code()).isEqualTo(ErrorCode.PREFLIGHT_FAILED))
                            .hasMessageContaining("coupons");
                    Journey.execute(journey.target, "DROP TABLE late");
                }
                journey.onSource("CREATE TABLE coupons (id int PRIMARY KEY, user_id int NOT NULL, code text UNIQUE);"
                        + " CREATE INDEX ON coupons (user_id)");
                Journey.catchUp(replicator);
                Journey.execute(journey.target, "UPDATE coupons SET code = 'carried' WHERE id = 1");
                Journey.catchUp(replicator);
                VerifyReport report = verified(replicator);
                assertThat(report.isRowsEqual()).as(report.toString()).isTrue();
                assertThat(report.tables())
                        .extracting(VerifyReport.Table::table)
                        .contains(COUPONS);
                assertThat(Journey.text(journey.source, "SELECT code FROM coupons WHERE id = 1"))
                        .isEqualTo("carried");
                switchOver(replicator, PATIENT.goingBack());
                replicator.complete();
            }
            journey.assertArrived();
        }
    }

    /** Who does not lead any more touches nothing, and who leads touches nothing of another table of the name. */
    @Test
    void theWayBackLosesOnlyThatTable() throws Exception {
        try (Journey journey = filled(15, 17)) {
            journey.catchUp();
            try (Replicator replicator = journey.open()) {
                switchOver(replicator, PATIENT.rehearsing(1));
            }
            String planned = "SELECT count(*) FROM replicator.table_copy WHERE table_name = 'coupons'";
            journey.onSource("DROP TABLE coupons CASCADE");
            try (Replicator replicator = journey.open(journey.config(), place -> {
                        if (place == PausePoint.INSTALL_CAPTURE_SCHEMA) {
                            Unchecked.run(() -> Journey.execute(
                                    journey.pair.connectTarget(),
                                    "UPDATE replicator.leader_epoch SET epoch = epoch + 1"));
                        }
                    });
                    Replication replication = replicator.start().endWhenCaughtUp()) {
                assertThatThrownBy(replication::await).isInstanceOf(ReplicatorException.class);
            }
            assertThat(Journey.text(journey.source, planned)).isEqualTo("1");
            journey.onSource(
                    "CREATE TABLE coupons (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users, code text UNIQUE);"
                            + " CREATE INDEX ON coupons (user_id)");
            assertThatThrownBy(journey::catchUp).hasMessageContaining("TRUNCATE ONLY \"public\".\"coupons\";");
            assertThat(Journey.text(journey.source, planned)).isEqualTo("0");
            assertThat(
                            Journey.text(
                                    journey.source,
                                    "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND conrelid = 'coupons'::regclass"))
                    .isEqualTo("1");
        }
    }

    /** The table is not dropped, but renamed; the run ends, and touches nothing before. */
    @Test
    void aCaptureThatIsInstalledAnewKnowsOfNoDrop() throws Exception {
        try (Journey journey = filled(15, 17)) {
            journey.catchUp();
            journey.onSource(
                    "TRUNCATE replicator_capture.captured_table CASCADE; ALTER TABLE coupons RENAME TO vouchers");
            Journey.execute(journey.target, "ALTER TABLE coupons RENAME TO vouchers");
            for (int run = 0; run < 2; run++) {
                assertThatThrownBy(journey::catchUp).isInstanceOf(ReplicatorException.class);
            }
            assertThat(count(journey, "replicator.dropped_table")).isEqualTo("0");
            assertThat(count(journey, "replicator.table_copy")).isEqualTo("3");
        }
    }

    @Test
    void aRepairGoesOnWithoutIt() throws Exception {
        try (Journey journey = filled(15, 17)) {
            journey.catchUp();
            journey.onSource("DROP TABLE coupons CASCADE");
            Journey.execute(journey.target, "UPDATE users SET name = 'not ours' WHERE id = 200");
            try (Replicator replicator = journey.open()) {
                assertThat(replicator.repair().marked()).isPositive();
            }
            journey.catchUp();
            Journey.execute(journey.target, "DROP TABLE coupons");
            journey.assertArrived();
        }
    }

    /** Nothing of it is carried, and nobody says that it is; the others go on. */
    private static void assertLeftOut(Replicator replicator, String table) {
        assertThatThrownBy(() -> Journey.catchUp(replicator))
                .isInstanceOfSatisfying(
                        ReplicatorException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.PREFLIGHT_FAILED))
                .hasMessageContaining("What is replicated is on")
                .hasMessageContaining("missing: public." + table);
    }

    private static Replicator without(Journey journey, String... tables) {
        return journey.open(journey.config().tables(new TableFilter(List.of(), List.of(), List.of(), List.of(tables))));
    }

    private static void switchOver(Replicator replicator, CutoverOptions options) throws InterruptedException {
        try (Replication replication = replicator.start().endWhenSwitched(options)) {
            replication.await();
        }
    }

    private static VerifyReport verified(Replicator replicator) {
        return replicator.verify(VerifyOptions.defaults().withLoad(1));
    }

    private static Journey filled(int from, int to) throws SQLException {
        Journey journey = Journey.empty(from, to);
        journey.onBoth(SCHEMA);
        journey.onSource(ROWS);
        return journey;
    }

    private static TablesDropped last(Journey journey) {
        return journey.events().stream()
                .filter(TablesDropped.class::isInstance)
                .map(TablesDropped.class::cast)
                .reduce(NONE, (earlier, later) -> later);
    }

    /** As a person reads it in the line. */
    private static String statement(TablesDropped told, String beginning) {
        Matcher matcher = STATEMENT.matcher(told.text());
        while (matcher.find()) {
            if (matcher.group().startsWith(beginning)) {
                return matcher.group().replace(";", "");
            }
        }
        throw new AssertionError("no " + beginning + " in: " + told.text());
    }

    private static String count(Journey journey, String table) throws SQLException {
        Connection target = journey.target;
        return Optional.ofNullable(Journey.text(target, "SELECT count(*) FROM " + table))
                .orElseThrow();
    }
}
