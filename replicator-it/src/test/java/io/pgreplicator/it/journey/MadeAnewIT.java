package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.ByteSize;
import io.pgreplicator.config.CopyOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.CureLine;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.runtime.PausePoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the replicator has taken off meets what is made on the target meanwhile, by 'replicator schema' or by hand: at the end the target
 * has all that the source has.
 */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class MadeAnewIT {
    private static final String SCHEMA = "CREATE TABLE t (id int PRIMARY KEY, v text UNIQUE);"
            + " CREATE TABLE u (id int PRIMARY KEY, t int REFERENCES t, at timestamptz CHECK (at <= now()), CHECK (t <> 7) NOT VALID)";
    private static final String ROWS =
            "INSERT INTO t SELECT g, repeat(md5(g::text), 40) FROM generate_series(1, 500) AS g; INSERT INTO u SELECT id, id FROM t WHERE id <> 7";

    /** Its rows are compared, and its foreign keys and constraints were to come back. */
    @ParameterizedTest
    @CsvSource({"14, false", "16, false", "14, true", "16, true"})
    void foreignKeysThatArePendingAreThoseOfTheSource(int to, boolean changed)
            throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(14, to)) {
            journey.onBoth(SCHEMA);
            journey.onSource(ROWS);
            crash(journey, PausePoint.ROUND_SNAPSHOT);
            Journey.execute(journey.target, "DROP TABLE u");
            if (changed) {
                journey.onSource(
                        "ALTER TABLE u DROP CONSTRAINT u_t_fkey, ADD CONSTRAINT u_t_fkey FOREIGN KEY (t) REFERENCES t ON DELETE CASCADE,"
                                + " DROP CONSTRAINT u_at_check, ADD CONSTRAINT u_at_check CHECK (at < now())");
            }
            makeAgain(journey);
            assertArrived(journey);
        }
    }

    /** Nothing says which of the two is right: the one that somebody made goes when it is told, and the one that was taken off comes. */
    @Test
    void aConstraintOfTheSameNameThatIsAnotherOneGoesAsItIsTold() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(14, 16)) {
            journey.onBoth(SCHEMA);
            journey.onSource(ROWS);
            crash(journey, PausePoint.ROUND_SNAPSHOT);
            Journey.execute(
                    journey.target,
                    "ALTER TABLE u ADD CONSTRAINT u_t_fkey CHECK (true), ADD CONSTRAINT other CHECK (true)");
            ReplicatorException refusal = assertOpen(journey::catchUp);
            assertThat(CureLine.lines(refusal.cure()))
                    .extracting(CureLine::sql)
                    .containsExactly("ALTER TABLE public.u DROP CONSTRAINT u_t_fkey;");
            CureLine.carryOut(journey.pair, refusal.cure());
            Journey.execute(journey.target, "ALTER TABLE u DROP CONSTRAINT other");
            journey.catchUp();
            assertArrived(journey);
        }
    }

    /** It was built, but not for the rows that are there; then it went with the table that it refers to. */
    @ParameterizedTest
    @ValueSource(ints = {14, 16})
    void aForeignKeyThatWasBuiltAndIsGoneIsBuiltAgain(int to) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(14, to)) {
            journey.onBoth(SCHEMA);
            journey.onSource(ROWS);
            try (Connection superuser = journey.pair.sourceSuperuser()) {
                Journey.execute(superuser, "SET session_replication_role = replica; INSERT INTO u VALUES (900, 900)");
            }
            assertOpen(journey::catchUp);
            Journey.execute(journey.target, "DROP TABLE t CASCADE");
            journey.onSource("INSERT INTO t VALUES (900, '900')");
            makeAgain(journey);
            assertArrived(journey);
        }
    }

    /** The key to which a foreign key refers is off during the copy: of a table that is made again, and of one that is new. */
    @ParameterizedTest
    @CsvSource({"14, COPY_AFTER_COMMIT", "16, COPY_AFTER_COMMIT", "16, INDEX_BEFORE_BUILD"})
    void foreignKeysToTablesWithoutTheirKeysComeAfterTheCopy(int to, PausePoint place)
            throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(14, to)) {
            journey.onBoth(SCHEMA);
            journey.onSource(ROWS);
            crash(journey, place);
            Journey.execute(journey.target, "DROP TABLE u");
            journey.onSource(
                    "CREATE TABLE fresh (id int PRIMARY KEY, t int REFERENCES t (id), v text REFERENCES t (v));"
                            + " COMMENT ON CONSTRAINT fresh_t_fkey ON fresh IS 'fresh'; INSERT INTO fresh SELECT id, id FROM t");
            makeAgain(journey);
            assertArrived(journey);
        }
    }

    /** The tables are made and committed; then the command ends before it can do anything else on the target. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void foreignKeysThatAreToComeLaterOutliveTheirCommand(boolean repeated) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth(SCHEMA);
            journey.onSource(ROWS);
            crash(journey, PausePoint.COPY_AFTER_COMMIT);
            journey.onSource(
                    "CREATE TABLE fresh (id int PRIMARY KEY, t int REFERENCES t (id), v text REFERENCES t (v));"
                            + " INSERT INTO fresh SELECT id, id FROM t");
            Journey.execute(
                    journey.target,
                    "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'made_by_test'; END $$;"
                            + " CREATE TRIGGER die BEFORE INSERT OR UPDATE ON replicator.deferred_object FOR EACH ROW"
                            + " WHEN (NEW.table_name = 'fresh' AND to_regclass('public.fresh') IS NOT NULL) EXECUTE FUNCTION die()");
            try (Replicator replicator = journey.open()) {
                assertThatThrownBy(replicator::createSchema).hasMessageContaining("made_by_test");
            }
            assertThat(Journey.text(journey.target, "SELECT count(*)::text FROM fresh"))
                    .isEqualTo("0");
            Journey.execute(journey.target, "DROP TRIGGER die ON replicator.deferred_object; DROP FUNCTION die");
            try (Replicator replicator = journey.open()) {
                if (repeated) {
                    assertThat(replicator.createSchema().created()).isFalse();
                }
                Journey.catchUp(replicator);
            }
            assertArrived(journey);
        }
    }

    /** Their table was not made, so nothing waits for them. */
    @Test
    void foreignKeysOfATableThatTheTargetRefusedAreForgotten() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth(SCHEMA);
            journey.onSource(ROWS);
            crash(journey, PausePoint.COPY_AFTER_COMMIT);
            journey.onSource("CREATE TABLE fresh (id int PRIMARY KEY, t int REFERENCES t (id))");
            Journey.execute(journey.target, "CREATE TYPE fresh AS ENUM ()");
            try (Replicator replicator = journey.open()) {
                assertThatThrownBy(replicator::createSchema).hasMessageContaining("fresh");
            }
            Journey.execute(journey.target, "DROP TYPE fresh");
            journey.onSource("DROP TABLE fresh");
            journey.catchUp();
            assertArrived(journey);
        }
    }

    /** The name of a key, or of another index, that is to be built again is that of something else: it is said what to do with that. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CREATE TABLE other (id int CONSTRAINT t_pkey PRIMARY KEY) | DROP TABLE other",
                "CREATE VIEW t_v_key AS SELECT 1 AS id | DROP VIEW t_v_key_aside",
                "CREATE SEQUENCE t_pkey | DROP SEQUENCE t_pkey_aside",
                "CREATE TYPE by_v AS (id int) | DROP TYPE by_v_aside",
                "CREATE INDEX by_v ON t (id, v) | DROP INDEX by_v_aside",
            })
    void whatHasTheNameOfAnIndexIsRenamed(String other, String drop) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth(SCHEMA + "; CREATE INDEX by_v ON t (v)");
            journey.onSource(ROWS);
            crash(journey, PausePoint.INDEX_BEFORE_BUILD);
            Journey.execute(journey.target, other);
            ReplicatorException refusal = assertOpen(journey::catchUp);
            assertThat(CureLine.lines(refusal.cure())).as(refusal.cure()).hasSize(1);
            CureLine.carryOut(journey.pair, refusal.cure());
            journey.catchUp();
            Journey.execute(journey.target, drop);
            assertArrived(journey);
        }
    }

    /** Anyone who may create a table chooses its name; the message of the server holds names, too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x. On the target: ALTER ROLE evil SUPERUSER;--",
                "x; to make room: On the target: ALTER USER e SUPERUSER;--",
            })
    void aCureBeginsInNoName(String name) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth(SCHEMA + "; CREATE INDEX by_v ON t (v)");
            journey.onSource(ROWS);
            crash(journey, PausePoint.INDEX_BEFORE_BUILD);
            Journey.execute(
                    journey.target,
                    "CREATE TABLE \"" + name + "\" (v text); CREATE INDEX by_v ON \"" + name + "\" (v)");
            ReplicatorException refusal = assertOpen(journey::catchUp);
            assertThat(CureLine.lines(refusal.cure()))
                    .extracting(CureLine::sql)
                    .containsExactly("ALTER INDEX public.by_v RENAME TO by_v_aside;");
            CureLine.carryOut(journey.pair, refusal.cure());
            journey.catchUp();
            Journey.execute(journey.target, "DROP TABLE \"" + name + "\"");
            assertArrived(journey);
        }
    }

    /** It is built with its constraint, whose definition is not that of its index. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "15 | EXCLUDE USING gist (r WITH &&) | false",
                "15 | EXCLUDE USING gist (r WITH &&) | true",
                "18 | UNIQUE (q, r WITHOUT OVERLAPS) | false",
            })
    void aConstraintThatIsBuiltIsNotBuiltAgain(int major, String definition, boolean byHand)
            throws SQLException, InterruptedException {
        String constraint = "CONSTRAINT u_r " + definition;
        try (Journey journey = Journey.empty(major, major)) {
            journey.onBoth("CREATE TABLE u (id int PRIMARY KEY, q int4range, r int4range, " + constraint
                    + "); COMMENT ON CONSTRAINT u_r ON u IS 'kept'");
            journey.onSource(
                    "INSERT INTO u SELECT g, int4range(g, g + 1), int4range(g, g + 1) FROM generate_series(1, 500) AS g");
            crash(
                    journey,
                    place -> byHand
                            ? place == PausePoint.INDEX_BEFORE_BUILD
                            : place == PausePoint.INDEX_AFTER_BUILD && hasConstraint(journey));
            if (byHand) {
                Journey.execute(journey.target, "ALTER TABLE u ADD " + constraint);
            }
            assertThat(hasConstraint(journey)).isTrue();
            journey.catchUp();
            assertArrived(journey);
        }
    }

    private static boolean hasConstraint(Journey journey) {
        var count = new AtomicReference<String>();
        Unchecked.run(() -> count.set(
                Journey.text(journey.target, "SELECT count(*)::text FROM pg_constraint WHERE conname = 'u_r'")));
        return "1".equals(count.get());
    }

    /** It is what is to be built again. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE UNIQUE INDEX t_pkey ON t (id)",
                "ALTER TABLE t ADD PRIMARY KEY (id)",
                "CREATE INDEX by_v ON t (v)",
            })
    void anIndexThatSomebodyMadeDuringTheCopyStays(String index) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth(SCHEMA + "; CREATE INDEX by_v ON t (v); COMMENT ON INDEX by_v IS 'kept';"
                    + " COMMENT ON CONSTRAINT t_pkey ON t IS 'key'");
            journey.onSource(ROWS);
            crash(journey, PausePoint.INDEX_BEFORE_BUILD);
            Journey.execute(journey.target, index);
            journey.catchUp();
            assertArrived(journey);
        }
    }

    /** What had its name meanwhile has the names of its indexes, too. */
    @Test
    void aTableThatGotItsNameAgainDuringItsCopyGetsItsKeys() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth(SCHEMA);
            journey.onSource(ROWS);
            ReplicatorException refusal;
            try (Replicator replicator = journey.open(
                    oneStream(journey),
                    once(
                            PausePoint.COPY_AFTER_COMMIT,
                            () -> Journey.execute(
                                    journey.target,
                                    "ALTER TABLE t RENAME TO t_old; CREATE TABLE t (id int PRIMARY KEY, v text UNIQUE)")))) {
                refusal = catchThrowableOfType(ReplicatorException.class, () -> Journey.catchUp(replicator));
            }
            CureLine.carryOut(journey.pair, refusal.cure());
            try (Replicator replicator = journey.open()) {
                replicator.repair();
            }
            journey.catchUp();
            Journey.execute(journey.target, "DROP SCHEMA public_aside CASCADE");
            assertArrived(journey);
        }
    }

    /** Something that is done on the target, or fails. */
    private interface Act {
        void run() throws SQLException;
    }

    private static PausePoint.Hook once(PausePoint place, Act act) {
        var done = new AtomicBoolean();
        return at -> {
            if (at == place && done.compareAndSet(false, true)) {
                Unchecked.run(act::run);
            }
        };
    }

    private static ReplicatorConfig.Builder oneStream(Journey journey) {
        return journey.config().copy(new CopyOptions(1, ByteSize.ofKilobytes(64), 1, ByteSize.ofMegabytes(16)));
    }

    private static void crash(Journey journey, PausePoint place) {
        crash(journey, at -> at == place);
    }

    private static void crash(Journey journey, Predicate<PausePoint> place) {
        try (Replicator replicator = journey.open(oneStream(journey), at -> {
                    if (place.test(at)) {
                        throw new IllegalStateException("crash at " + at);
                    }
                });
                Replication replication = replicator.start().endWhenCaughtUp()) {
            assertThatThrownBy(replication::await).hasMessageContaining("crash at");
        }
    }

    private static ReplicatorException assertOpen(ThrowingCallable command) {
        ReplicatorException refusal = catchThrowableOfType(ReplicatorException.class, command);
        assertThat(refusal).isNotNull();
        assertThat(refusal.code()).as(refusal.toString()).isEqualTo(ErrorCode.OBJECTS_OPEN);
        return refusal;
    }

    private static void assertArrived(Journey journey) throws SQLException {
        journey.assertArrived();
        assertThat(
                        Journey.text(
                                journey.target,
                                "SELECT string_agg(conname || pg_get_constraintdef(oid), ';' ORDER BY conname) FROM pg_constraint AS c WHERE conrelid::regclass::text IN ('t', 'u', 'fresh')"))
                .isEqualTo(
                        Journey.text(
                                journey.source,
                                "SELECT string_agg(conname || pg_get_constraintdef(oid), ';' ORDER BY conname) FROM pg_constraint AS c WHERE conrelid::regclass::text IN ('t', 'u', 'fresh')"));
    }

    /** As the cure says of a table that is gone. */
    private static void makeAgain(Journey journey) throws SQLException, InterruptedException {
        try (Replicator replicator = journey.open()) {
            assertThat(replicator.createSchema().created()).isTrue();
            replicator.repair();
            Journey.catchUp(replicator);
        }
    }
}
