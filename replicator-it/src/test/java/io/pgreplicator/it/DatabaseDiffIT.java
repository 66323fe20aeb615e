package io.pgreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The judge is judged: each kind of difference is planted and has to be named. Confined to the test thread. */
@Execution(ExecutionMode.CONCURRENT)
class DatabaseDiffIT {

    private static final String SCHEMA = """
            CREATE TABLE parent (id int PRIMARY KEY, name text);
            CREATE TABLE child (id serial PRIMARY KEY, parent int CONSTRAINT child_parent REFERENCES parent,
                                amount float8 CONSTRAINT positive CHECK (amount > 0));
            CREATE INDEX child_amount ON child (amount);
            CREATE TABLE keyless (a text, b text);
            CREATE TABLE "Odd ""Name" ("Key" text PRIMARY KEY, v char(5));
            CREATE FUNCTION noop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
            CREATE TRIGGER audit AFTER INSERT ON parent FOR EACH ROW EXECUTE FUNCTION noop();
            INSERT INTO parent SELECT i, 'name ' || i FROM generate_series(1, 100) AS i;
            INSERT INTO child (parent, amount) SELECT i, i / 3.0 FROM generate_series(1, 100) AS i;
            INSERT INTO keyless VALUES ('a', NULL), ('a', NULL), ('b', ''), ('c', 'd');
            INSERT INTO "Odd ""Name" VALUES ('\ud83d\ude00', 'x'), ('\uffee', 'y'), ('Z', 'z'), ('a', '');
            """;

    private final DatabasePair pair = DatabasePair.create(13, 15);
    private final Connection source;
    private final Connection target;

    DatabaseDiffIT() throws SQLException {
        source = pair.connectSource();
        target = pair.connectTarget();
    }

    @BeforeEach
    void fill() throws SQLException {
        execute(source, SCHEMA);
        execute(target, SCHEMA);
    }

    @AfterEach
    void close() throws SQLException {
        source.close();
        target.close();
        pair.close();
    }

    @Test
    void findsNothingBetweenEqualDatabases() throws SQLException {
        execute(source, "SET extra_float_digits = 0; SET TimeZone = 'Asia/Tokyo'; SET IntervalStyle = 'sql_standard'");
        DatabaseDiff diff = DatabaseDiff.compare(source, target);
        diff.assertIdentical();
        assertThat(diff.tables()).isEqualTo(4);
        assertThat(diff.rows()).isEqualTo(208);
        assertThat(source.getAutoCommit()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            UPDATE parent SET name = 'other' WHERE id = 7       | public.parent: row (7) changed: name is ("name 7") on the source, (other) on the target
            UPDATE parent SET name = '' WHERE id = 7            | public.parent: row (7) changed: name is ("name 7") on the source, ("") on the target
            DELETE FROM child WHERE id = 9                      | public.child: row (9) missing on the target
            INSERT INTO parent VALUES (900, NULL)               | public.parent: row (900) extra on the target
            UPDATE child SET amount = amount + 1e-15 WHERE id=1 | public.child: row (1) changed: amount is (0.3333333333333333) on the source
            INSERT INTO keyless VALUES ('a', NULL)              | public.keyless: row (a,)
            UPDATE keyless SET b = NULL WHERE a = 'b'           | public.keyless: row (b,"")
            DELETE FROM "Odd ""Name" WHERE "Key" = 'Z'          | public."Odd ""Name": row (Z) missing on the target
            DELETE FROM "Odd ""Name" WHERE ascii("Key") > 65536 | public."Odd ""Name": row (\ud83d\ude00) missing on the target
            SELECT nextval('child_id_seq')                      | position of sequence public.child_id_seq: source has 100, target has 101
            SELECT setval('child_id_seq', 100, false)           | position of sequence public.child_id_seq: source has 100, target has 100, not called yet
            ALTER SEQUENCE child_id_seq INCREMENT 5             | sequence public.child_id_seq: source has
            DROP INDEX child_amount                             | index public.child_amount: missing on the target: CREATE INDEX
            CREATE INDEX more ON parent (name)                  | index public.more: extra on the target: CREATE INDEX
            ALTER TABLE parent DISABLE TRIGGER audit            | trigger audit on public.parent: source has
            DROP TRIGGER audit ON parent                        | trigger audit on public.parent: missing on the target
            ALTER TABLE child DROP CONSTRAINT positive          | constraint positive on public.child: missing on the target: CHECK
            ALTER TABLE child DROP CONSTRAINT positive, ADD CONSTRAINT positive CHECK (amount > 0) NOT VALID | constraint positive on public.child: source has CHECK
            ALTER TABLE child DROP CONSTRAINT child_parent, ADD CONSTRAINT child_parent FOREIGN KEY (parent) REFERENCES parent NOT VALID | REFERENCES public.parent(id) NOT VALID
            ALTER TABLE parent ADD more text                    | column public.parent.more: extra on the target: text
            ALTER TABLE parent ALTER name SET NOT NULL          | column public.parent.name: source has text, target has text NOT NULL
            ALTER TABLE child ALTER id DROP DEFAULT             | column public.child.id: source has integer NOT NULL DEFAULT nextval
            DROP TABLE keyless                                  | table public.keyless: missing on the target
            CREATE TABLE new (id int)                           | table public.new: extra on the target
            ALTER TABLE parent SET (autovacuum_enabled = off)   | with (autovacuum_enabled=off)
            """)
    void namesEachPlantedDifference(String change, String expected) throws SQLException {
        execute(target, change);
        DatabaseDiff diff = DatabaseDiff.compare(source, target);
        assertThat(diff.differences()).anySatisfy(line -> assertThat(line).contains(expected));
        assertThatThrownBy(diff::assertIdentical)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(expected);
    }

    @Test
    void namesForeignKeysWhoseTriggersAreOff() throws SQLException {
        try (Connection superuser = pair.targetSuperuser()) {
            execute(superuser, "ALTER TABLE public.child DISABLE TRIGGER ALL");
        }
        assertThat(DatabaseDiff.compare(source, target).differences())
                .containsExactly("foreign key triggers of public.child: extra on the target: 2 DISABLED");
    }

    @Test
    void namesAnInvalidIndex() throws SQLException {
        try (Connection superuser = pair.targetSuperuser()) {
            execute(superuser, "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'child_amount'::regclass");
        }
        assertThat(DatabaseDiff.compare(source, target).differences())
                .singleElement()
                .asString()
                .endsWith("INVALID");
    }

    @Test
    void countsBeyondTheSamplesAndListsTwenty() throws SQLException {
        execute(target, "UPDATE parent SET name = name || '!'; DELETE FROM child WHERE id > 10");
        DatabaseDiff diff = DatabaseDiff.compare(source, target);
        assertThat(diff.differences())
                .contains(
                        "public.parent: in all 0 rows missing on the target, 0 extra, 100 changed",
                        "public.child: in all 90 rows missing on the target, 0 extra, 0 changed")
                .hasSize(12);
    }

    @Test
    void leavesOutWhatTheOptionsAndTheKitSay() throws SQLException {
        execute(target, "DELETE FROM keyless; SELECT nextval('child_id_seq')");
        execute(
                target,
                "CREATE SCHEMA replicator CREATE TABLE state (id int); CREATE SCHEMA other CREATE TABLE t (id int)");
        DiffOptions options = DiffOptions.everything()
                .withoutTable("public.keyless")
                .withoutSchema("other")
                .withoutSequencePositions();
        DatabaseDiff diff = DatabaseDiff.compare(source, target, options);
        diff.assertIdentical();
        assertThat(diff.tables()).isEqualTo(3);
    }

    /** At or ahead, by no more than a replicator may publish; the source's stands at 100, of 200 connections. */
    @ParameterizedTest
    @CsvSource({
        "100, true,",
        "101, true,",
        "500, true,",
        "99, true, behind",
        "100, false, behind",
        "501, true, more than 400"
    })
    void sequencesMayBeAheadWhereOptionsSaySo(long value, boolean called, @Nullable String told) throws SQLException {
        try (Connection superuser = pair.targetSuperuser()) {
            execute(superuser, "SELECT setval('public.child_id_seq', " + value + ", " + called + ")");
        }
        List<String> differences =
                DatabaseDiff.compare(source, target, DiffOptions.replicated()).differences();
        assertThat(differences).hasSize(told == null ? 0 : 1).allMatch(line -> told != null && line.contains(told));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
