package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.ByteSize;
import io.pgreplicator.config.CopyOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Today;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.ReplicationEvent;
import io.pgreplicator.telemetry.ReplicationListener;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody changes the target's tables while the replicator writes to them: no row is lost or altered without a word. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class TargetChangeIT {
    /** So many days take all changes, at a build a day. */
    private static final int DAYS = 3;

    private static final String ON_TARGET = "On the target: ";
    private static final String ORDINARY = "CREATE TABLE t (id int PRIMARY KEY, v numeric)";
    /** Such a table is not written by ON CONFLICT. */
    private static final String REPLACED =
            "CREATE TABLE t (id int PRIMARY KEY, v numeric, n int GENERATED ALWAYS AS IDENTITY)";

    private static final String ROWS = "INSERT INTO t (id, v) SELECT g, g + 0.125 FROM generate_series(%d, %d) AS g";
    private static final String ROUNDS = "CREATE FUNCTION act() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN NEW.v = round(NEW.v); RETURN NEW; END'";
    private static final String ALL_NEW = "UPDATE t SET v = v || '.new'";
    private static final String LEAVES_OUT = "CREATE FUNCTION act() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN IF NEW.id % 2 = 0 THEN RETURN NULL; END IF; RETURN NEW; END';"
            + " CREATE TRIGGER leaves_out BEFORE INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION act()";

    @ParameterizedTest
    @ValueSource(strings = {ORDINARY, REPLACED})
    void rowsThatTheTargetLeavesOutEndTheRunWhichThenGoesOn(String table) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(14, 14)) {
            journey.onBoth(table);
            journey.catchUp();
            journey.onSource(ROWS.formatted(1, 10));
            assertSaid(
                    journey,
                    "Of 10 row(s) for public.t the target wrote 5",
                    () -> catchUp(journey, PausePoint.ROUND_AFTER_HEARTBEAT, 1, LEAVES_OUT));
            journey.catchUp();
            Journey.execute(journey.target, "DROP TRIGGER leaves_out ON t; DROP FUNCTION act()");
            journey.assertArrived();
        }
    }

    /** The round is tried again when a row is refused, and then tries its rows by halves. */
    @ParameterizedTest
    @ValueSource(strings = {ORDINARY, REPLACED})
    void rowsThatTheTargetLeavesOutBesideARefusedOneEndTheRun(String table) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(14, 14)) {
            journey.onBoth(table);
            Journey.execute(journey.target, "ALTER TABLE t ADD CONSTRAINT refuses CHECK (id <> 7)");
            journey.catchUp();
            journey.onSource(ROWS.formatted(1, 10));
            assertSaid(
                    journey,
                    "Of 5 row(s) for public.t the target wrote 3",
                    () -> catchUp(journey, PausePoint.ROUND_AFTER_HEARTBEAT, 2, LEAVES_OUT));
            Journey.execute(journey.target, "ALTER TABLE t DROP CONSTRAINT refuses");
            journey.catchUp();
            Journey.execute(journey.target, "DROP TRIGGER leaves_out ON t; DROP FUNCTION act()");
            journey.assertArrived();
        }
    }

    /** Only on the source is a table of an extension one that CREATE EXTENSION makes. */
    @Test
    void aTableThatBelongsToAnExtensionOfTheTargetIsReplicated() throws Exception {
        try (Journey journey = Journey.empty(15, 15);
                Connection superuser = journey.pair.targetSuperuser()) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY)");
            journey.onSource("INSERT INTO t VALUES (1), (2)");
            Journey.execute(superuser, "ALTER EXTENSION plpgsql ADD TABLE public.t");
            journey.catchUp();
            assertThat(Journey.text(journey.target, "SELECT count(*) FROM t")).isEqualTo("2");
            Journey.execute(superuser, "ALTER EXTENSION plpgsql DROP TABLE public.t");
            journey.assertArrived();
        }
    }

    @Test
    void rowsThatTheTargetLeavesOutOfTheCopyComeAgain() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(14, 14)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v text)");
            journey.onSource("INSERT INTO t SELECT g, repeat('x', 500) FROM generate_series(1, 1000) AS g");
            assertSaid(
                    journey,
                    "row(s) for public.t the target wrote",
                    () -> catchUp(journey, PausePoint.COPY_AFTER_COMMIT, 3, LEAVES_OUT));
            journey.catchUp();
            Journey.execute(journey.target, "DROP TRIGGER leaves_out ON t; DROP FUNCTION act()");
            journey.assertArrived();
        }
    }

    private static List<Arguments> changesAfterTheLook() {
        return Today.choose(
                List.of(
                        arguments(
                                14,
                                "trigger rounds",
                                "CREATE TRIGGER rounds BEFORE INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION act()"),
                        arguments(
                                14,
                                "trigger rounds",
                                "CREATE TRIGGER rounds BEFORE INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION act(); ALTER TABLE t ENABLE ALWAYS TRIGGER rounds"),
                        arguments(
                                17,
                                "trigger rounds",
                                "CREATE TRIGGER rounds BEFORE INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION act(); ALTER TABLE t ENABLE ALWAYS TRIGGER rounds"),
                        arguments(14, "rule keeps", "CREATE RULE keeps AS ON DELETE TO t DO INSTEAD NOTHING"),
                        arguments(
                                17,
                                "rule keeps",
                                "CREATE RULE keeps AS ON DELETE TO t DO INSTEAD NOTHING; ALTER TABLE t ENABLE ALWAYS RULE keeps"),
                        arguments(
                                14,
                                "foreign key refs",
                                "CREATE TABLE other (id int PRIMARY KEY REFERENCES t ON DELETE CASCADE); ALTER TABLE other RENAME CONSTRAINT other_id_fkey TO refs"),
                        arguments(
                                14,
                                "column v is numeric on the source, numeric(10,2) on the target",
                                "ALTER TABLE t ALTER COLUMN v TYPE numeric(10,2)"),
                        arguments(
                                17,
                                "column v is numeric on the source, numeric(10,2) on the target",
                                "ALTER TABLE t ALTER COLUMN v TYPE numeric(10,2)"),
                        arguments(
                                17,
                                "column w is computed as (id * 2) on the source",
                                "ALTER TABLE t ALTER COLUMN w SET EXPRESSION AS (id * 3)")),
                DAYS);
    }

    /** Added while a round is under way, after the last look before it. */
    @ParameterizedTest
    @MethodSource("changesAfterTheLook")
    void whatAltersRowsEndsTheRunAndTheyComeAgain(int major, String what, String change)
            throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(major, major)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v numeric, w int GENERATED ALWAYS AS (id * 2) STORED); "
                    + ROUNDS);
            journey.onSource(ROWS.formatted(1, 300));
            journey.catchUp();
            journey.onSource(ROWS.formatted(301, 310) + "; DELETE FROM t WHERE id < 5");
            assertSaid(journey, what, () -> catchUp(journey, PausePoint.ROUND_AFTER_HEARTBEAT, 1, change));
            if (what.startsWith("column v")) {
                Journey.execute(journey.target, "ALTER TABLE t ALTER COLUMN v TYPE numeric");
            } else if (what.startsWith("column w")) {
                Journey.execute(journey.target, "ALTER TABLE t ALTER COLUMN w SET EXPRESSION AS (id * 2)");
            }
            repairAsItSays(journey, what);
            Journey.execute(journey.target, "DROP TABLE IF EXISTS other");
            Journey.execute(journey.target, "DROP TRIGGER IF EXISTS rounds ON t; DROP RULE IF EXISTS keeps ON t");
            journey.assertArrived();
        }
    }

    /** Nobody has looked between the two changes of the name: what went to the other table has not been committed. */
    @ParameterizedTest
    @CsvSource({
        "ROUND_AFTER_HEARTBEAT, 50",
        "ROUND_AFTER_HEARTBEAT, 500",
        "ROUND_BEFORE_BATCH, 500",
        "ROUND_AFTER_COMMIT, 50",
        "ROUND_AFTER_COMMIT, 500"
    })
    void rowsThatWentToAnotherTableOfTheNameComeAgain(PausePoint where, int rows)
            throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v text)");
            journey.onSource("INSERT INTO t SELECT g, 'old' FROM generate_series(1, " + rows + ") AS g");
            journey.catchUp();
            journey.onSource(where == PausePoint.ROUND_AFTER_COMMIT ? "INSERT INTO t VALUES (0, 'new')" : ALL_NEW);
            var renamed = new AtomicBoolean();
            try (Replicator replicator = journey.open(journey.config(), place -> {
                        if (place == where && renamed.compareAndSet(false, true)) {
                            Unchecked.run(() -> Journey.execute(
                                    journey.target,
                                    "ALTER TABLE t RENAME TO t_aside; CREATE TABLE t (id int PRIMARY KEY, v text)"));
                            Unchecked.run(() -> journey.onSource(ALL_NEW));
                        }
                    });
                    Replication replication = replicator.start().endWhenCaughtUp()) {
                assertThatThrownBy(replication::await).hasMessageContaining("renamed: public.t to public.t_aside");
            }
            Journey.execute(journey.target, "ALTER TABLE t RENAME TO other; ALTER TABLE t_aside RENAME TO t");
            assertThat(Journey.text(journey.target, "SELECT count(*) FROM other"))
                    .isEqualTo("0");
            journey.catchUp();
            Journey.execute(journey.target, "DROP TABLE other");
            journey.assertArrived();
        }
    }

    /** The run ends for another reason before it looks again: it looks once more. */
    @Test
    void whatAltersRowsJustBeforeTheEndIsNotForgotten() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(14, 14)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v numeric); " + ROUNDS);
            journey.onSource(ROWS.formatted(1, 10));
            journey.catchUp();
            journey.onSource(ROWS.formatted(11, 20));
            try (Replicator replicator = journey.open(journey.config(), place -> {
                if (place == PausePoint.ROUND_AFTER_HEARTBEAT) {
                    Unchecked.run(() -> Journey.execute(
                            journey.target,
                            "CREATE TRIGGER rounds BEFORE INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION act()"));
                } else if (place == PausePoint.ROUND_AFTER_COMMIT) {
                    throw new IllegalStateException("ended");
                }
            })) {
                assertThatThrownBy(() -> Journey.catchUp(replicator)).hasMessageContaining("trigger rounds");
            }
            Journey.execute(journey.target, "DROP TRIGGER rounds ON t");
            repairAsItSays(journey, "trigger rounds");
            journey.assertArrived();
        }
    }

    /** Also by who does not do it at once. */
    private static void repairAsItSays(Journey journey, String what) {
        try (Replicator replicator = journey.open()) {
            ReplicatorException refusal =
                    catchThrowableOfType(ReplicatorException.class, () -> Journey.catchUp(replicator));
            assertThat(refusal.code()).isEqualTo(ErrorCode.TARGET_WENT_BACK);
            assertThat(refusal).hasMessageContaining("may differ").hasMessageContaining(what);
            assertThat(refusal.cure()).contains("'replicator run --repair'");
            replicator.repair();
            Unchecked.run(() -> Journey.catchUp(replicator));
        }
    }

    private static List<Arguments> triggersDuringTheCopy() {
        String ordinary = "CREATE TRIGGER rounds BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION act()";
        return Today.choose(
                List.of(
                        arguments(14, ordinary),
                        arguments(14, ordinary + "; ALTER TABLE t ENABLE ALWAYS TRIGGER rounds"),
                        arguments(17, ordinary + "; ALTER TABLE t ENABLE REPLICA TRIGGER rounds")),
                DAYS);
    }

    /** No chunk is recorded that something may have acted on, so that none has to come again. */
    @ParameterizedTest
    @MethodSource("triggersDuringTheCopy")
    void aTriggerDuringTheCopyActsOnNothingThatIsKept(int major, String trigger)
            throws SQLException, InterruptedException {
        try (Journey journey = toBeCopied(major)) {
            assertSaid(journey, "trigger rounds", () -> catchUp(journey, PausePoint.COPY_AFTER_COMMIT, 3, trigger));
            journey.catchUp();
            assertThat(Journey.text(journey.target, "SELECT tgenabled FROM pg_trigger WHERE tgname = 'rounds'"))
                    .as("only what a person has disabled stays so")
                    .isEqualTo(major == 17 ? "D" : trigger.contains("ALWAYS") ? "A" : "O");
            Journey.execute(journey.target, "DROP TRIGGER rounds ON t");
            journey.assertArrived();
        }
    }

    /** Nobody has seen it but the chunks that came meanwhile, which are copied once more. */
    @ParameterizedTest
    @MethodSource("triggersDuringTheCopy")
    void aTriggerThatCameAndWentDuringTheCopyActsOnNothingThatIsKept(int major, String trigger)
            throws SQLException, InterruptedException {
        try (Journey journey = toBeCopied(major)) {
            var chunks = new AtomicInteger();
            var seen = new AtomicInteger();
            PausePoint.Hook comesAndGoes = place -> {
                if (place == PausePoint.COPY_AFTER_COMMIT && chunks.incrementAndGet() == 3) {
                    Unchecked.run(() -> Journey.execute(journey.target, trigger));
                } else if (place == PausePoint.COPY_TARGET_CHANGED && seen.incrementAndGet() == 1) {
                    Unchecked.run(() -> Journey.execute(journey.target, "DROP TRIGGER rounds ON t"));
                }
            };
            ReplicatorConfig.Builder oneStream =
                    journey.config().copy(new CopyOptions(1, ByteSize.ofKilobytes(64), 1, ByteSize.ofMegabytes(16)));
            try (Replicator replicator = journey.open(oneStream, comesAndGoes)) {
                Journey.catchUp(replicator);
            }
            assertThat(seen).hasPositiveValue();
            journey.assertArrived();
        }
    }

    @Test
    void aColumnThatChangesDuringTheCopyEndsTheRunAndItsRowsComeAgain() throws SQLException, InterruptedException {
        try (Journey journey = toBeCopied(15)) {
            String narrower = "ALTER TABLE t ALTER COLUMN v TYPE numeric(10,2)";
            assertSaid(journey, "column v", () -> catchUp(journey, PausePoint.COPY_AFTER_COMMIT, 3, narrower));
            Journey.execute(journey.target, "ALTER TABLE t ALTER COLUMN v TYPE numeric");
            repairAsItSays(journey, "column v");
            journey.assertArrived();
        }
    }

    /** A job that alters a table of the target again and again: the copy does not go on for ever without a word. */
    @Test
    void aTableThatChangesWithEachChunkEndsTheRun() throws SQLException, InterruptedException {
        try (Journey journey = toBeCopied(16)) {
            var job = new AlteringJob(journey);
            ReplicatorConfig oneStream = journey.config()
                    .copy(new CopyOptions(1, ByteSize.ofKilobytes(64), 1, ByteSize.ofMegabytes(16)))
                    .build();
            try (Replicator replicator = Replicator.open(oneStream, job)) {
                ReplicatorException failure =
                        catchThrowableOfType(ReplicatorException.class, () -> Journey.catchUp(replicator));
                assertThat(failure).hasMessageContaining("public.t changed on the target during each of 200 chunks");
                assertThat(failure.code()).isEqualTo(ErrorCode.TARGET_FAILED);
            }
            assertThat(job.retried).as("each chunk but the last one is told").hasValueGreaterThanOrEqualTo(199);
            journey.catchUp();
            journey.assertArrived();
        }
    }

    private static final class AlteringJob implements ReplicationListener, PausePoint.Hook {
        private final Journey journey;
        private final AtomicInteger changes = new AtomicInteger();
        private final AtomicInteger retried = new AtomicInteger();

        AlteringJob(Journey journey) {
            this.journey = journey;
        }

        @Override
        public void on(ReplicationEvent event) {
            if (event instanceof ReplicationEvent.Retrying retry
                    && retry.reason().startsWith("its definition changed on the target")) {
                alter();
                retried.incrementAndGet();
            }
        }

        @Override
        public void reached(PausePoint place) {
            if (place == PausePoint.COPY_AFTER_COMMIT) {
                alter();
            }
        }

        private void alter() {
            String statement = "ALTER TABLE t ALTER COLUMN pad SET STATISTICS " + changes.incrementAndGet();
            Unchecked.run(() -> Journey.execute(journey.target, statement));
        }
    }

    private static Journey toBeCopied(int major) throws SQLException {
        Journey journey = Journey.empty(major, major);
        journey.onBoth("CREATE TYPE mood AS ENUM ('sad', 'glad');"
                + " CREATE TABLE t (id int PRIMARY KEY, v numeric, pad text, m mood DEFAULT 'sad'); " + ROUNDS);
        journey.onSource("INSERT INTO t SELECT g, g + 0.125, repeat('x', 500) FROM generate_series(1, 1000) AS g");
        return journey;
    }

    @Test
    void whatAltersNoRowEndsNoRun() throws SQLException, InterruptedException {
        String wider = "ALTER TABLE t ALTER COLUMN v TYPE numeric(12,3), ALTER COLUMN n TYPE bigint";
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v numeric(10,2), n int)");
            journey.onSource("INSERT INTO t SELECT g, g + 0.25, g FROM generate_series(1, 100) AS g");
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                Journey.execute(
                        journey.target,
                        "ALTER TABLE t ADD COLUMN more text DEFAULT 'x'; CREATE INDEX t_v ON t (v); " + wider
                                + "; CREATE FUNCTION act() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
                                + " CREATE TRIGGER off BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION act();"
                                + " ALTER TABLE t DISABLE TRIGGER off");
                journey.onSource("INSERT INTO t SELECT g, g + 0.25, g FROM generate_series(101, 200) AS g");
                replication.awaitCaughtUp();
                assertThat(Journey.text(journey.target, "SELECT count(*) FROM t WHERE v = id + 0.25 AND n = id"))
                        .isEqualTo("200");
                journey.onSource(wider);
                journey.onSource("UPDATE t SET n = 5000000000 + id, v = v + 0.001");
                replication.awaitCaughtUp();
            }
            Journey.execute(
                    journey.target,
                    "ALTER TABLE t DROP COLUMN more; DROP INDEX t_v; DROP TRIGGER off ON t; DROP FUNCTION act()");
            journey.assertArrived();
        }
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    /** Catches up while somebody changes the target, when it has reached the place so many times. */
    private static void catchUp(Journey journey, PausePoint where, int times, String change)
            throws InterruptedException {
        var reached = new AtomicInteger();
        PausePoint.Hook hook = place -> {
            if (place == where && reached.incrementAndGet() == times) {
                Unchecked.run(() -> {
                    try (Connection target = journey.pair.connectTarget()) {
                        Journey.execute(target, change);
                    }
                });
            }
        };
        try (Replicator replicator = journey.open(journey.config(), hook)) {
            Journey.catchUp(replicator);
        }
    }

    /** It fails and names what is in the way; does what the cure says is to be done on the target. */
    private static void assertSaid(Journey journey, String what, Work work) throws SQLException {
        ReplicatorException failure = catchThrowableOfType(ReplicatorException.class, work::run);
        assertThat(failure).hasMessageContaining(what);
        boolean ofTheCopy = String.valueOf(failure.getMessage()).contains("while it was copied");
        assertThat(failure.cure()).contains(ofTheCopy ? "un the command again: the copy goes on." : "--repair");
        assertThat(failure.code())
                .isEqualTo(what.startsWith("column") ? ErrorCode.SHAPE_CHANGED : ErrorCode.TARGET_FAILED);
        String cure = failure.cure();
        if (cure.startsWith(ON_TARGET)) {
            Journey.execute(journey.target, cure.substring(ON_TARGET.length(), cure.indexOf('\n')));
        }
    }
}
