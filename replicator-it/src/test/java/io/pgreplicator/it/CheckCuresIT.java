package io.pgreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.ReplicationListener;
import io.pgreplicator.telemetry.SchemaReport;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the check says to do is done as it stands, by the roles that it names; then it says that no more. Where the definitions of both
 * sides were equal, they are afterwards. Confined to the test thread.
 */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@InTurn(days = 5)
class CheckCuresIT {
    private DatabasePair pair = DatabasePair.create(15, 16);

    @AfterEach
    void close() {
        pair.close();
    }

    private void between(int sourceMajor, int targetMajor) {
        pair.close();
        pair = DatabasePair.create(sourceMajor, targetMajor);
    }

    @Test
    void partitionsThatAreForeignTablesAreDetachedFromTheirParents() throws SQLException {
        String far =
                "CREATE FOREIGN DATA WRAPPER far; CREATE SERVER far FOREIGN DATA WRAPPER far; GRANT USAGE ON FOREIGN SERVER far TO ";
        sourceSuperuser(far + "heroku_app");
        targetSuperuser(far + "rds_master");
        both("""
                CREATE TABLE mixed (id int, v text) PARTITION BY LIST (id);
                CREATE TABLE mixed_near PARTITION OF mixed FOR VALUES IN (1);
                CREATE UNIQUE INDEX near ON mixed_near (id);
                CREATE TABLE mixed_sub PARTITION OF mixed FOR VALUES IN (2, 3) PARTITION BY LIST (id);
                CREATE FOREIGN TABLE mixed_far PARTITION OF mixed FOR VALUES IN (4) SERVER far;
                CREATE FOREIGN TABLE sub_far PARTITION OF mixed_sub FOR VALUES IN (2) SERVER far;
                """);
        Finding finding = finding("partitions are foreign tables");
        assertThat(finding.cure()).startsWith("Leave it out: --exclude-table public.mixed\n");
        assertCured("partitions are foreign tables");
        both("ALTER TABLE mixed ADD PRIMARY KEY (id)");
        assertReady();
    }

    /** Those of partitions of partitions among them. */
    @ParameterizedTest
    @CsvSource({"13, 14", "15, 16"})
    void aPartitionedTableWithoutAKeyIsNumbered(int from, int to) throws SQLException, InterruptedException {
        between(from, to);
        both("""
                CREATE TABLE log (day date, "Kind" text, v int) PARTITION BY RANGE (day);
                CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2026-01-01') TO ('2026-02-01') PARTITION BY LIST ("Kind");
                CREATE TABLE log_1a PARTITION OF log_1 FOR VALUES IN ('a'); CREATE TABLE log_2 PARTITION OF log DEFAULT;
                """);
        String rows = "INSERT INTO log VALUES ('2026-01-05', 'a', 1), ('2026-01-05', 'a', 1), ('2026-03-05', 'b', 2)";
        source(rows);
        assertCured("it has no usable key");
        assertReady();
        try (Replicator replicator = open()) {
            try (Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                source(rows + "; DELETE FROM log WHERE day = '2026-03-05'");
                replication.awaitCaughtUp();
            }
            assertThat(replicator.compare().tables()).allMatch(table -> table.equal());
            replicator.uninstall();
        }
        target(rows);
    }

    /** Not by a partition's null, which no key may have. */
    @Test
    void aPartitionedTableWithNullsIsNotNumbered() throws SQLException {
        both(
                "CREATE TABLE log (kind text, v int) PARTITION BY LIST (kind); CREATE TABLE log_1 PARTITION OF log FOR VALUES IN (NULL)");
        source("INSERT INTO log VALUES (NULL, 1)");
        assertThat(finding("it has no usable key").cure()).startsWith("Give public.log a primary key");
    }

    /** A logged table cannot refer to one that is not. */
    @Test
    void unloggedTablesBecomeLoggedInTheOrderOfTheirForeignKeys() throws SQLException {
        both("""
                CREATE SCHEMA other;
                CREATE UNLOGGED TABLE z (id int PRIMARY KEY, z int REFERENCES z);
                CREATE UNLOGGED TABLE other.y (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, z int REFERENCES z);
                CREATE UNLOGGED TABLE a (id int PRIMARY KEY, y int REFERENCES other.y);
                CREATE TABLE p (id int PRIMARY KEY) PARTITION BY LIST (id);
                CREATE UNLOGGED TABLE p_1 PARTITION OF p FOR VALUES IN (1);
                """);
        assertCured("unlogged, so a crash");
        assertReady();
    }

    /** There are many paths between many of them; in a circle none can become logged while another is not. */
    @Test
    @Timeout(60)
    void unloggedTablesThatReferToEachOtherBecomeLogged() throws SQLException {
        var tables = new StringBuilder("CREATE UNLOGGED TABLE u0 (id int PRIMARY KEY);");
        for (int i = 1; i < 27; i++) {
            tables.append("CREATE UNLOGGED TABLE u" + i + " (id int PRIMARY KEY);");
            for (int j = 0; j < i; j++) {
                tables.append("ALTER TABLE u" + i + " ADD FOREIGN KEY (id) REFERENCES u" + j + ";");
            }
        }
        both(tables.toString());
        assertCured("unlogged, so a crash");
        both(
                "CREATE UNLOGGED TABLE a (id int PRIMARY KEY); CREATE UNLOGGED TABLE b (id int PRIMARY KEY REFERENCES a);"
                        + " ALTER TABLE a ADD FOREIGN KEY (id) REFERENCES b; CREATE UNLOGGED TABLE above (id int PRIMARY KEY);"
                        + " ALTER TABLE a ADD FOREIGN KEY (id) REFERENCES above; CREATE UNLOGGED TABLE hangs (id int PRIMARY KEY REFERENCES a)");
        both(
                "CREATE UNLOGGED TABLE x (id int PRIMARY KEY, p int); CREATE TABLE p (id int PRIMARY KEY, x int) PARTITION BY RANGE (id);"
                        + " CREATE UNLOGGED TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10); ALTER TABLE x ADD FOREIGN KEY (p) REFERENCES p;"
                        + " ALTER TABLE p1 ADD FOREIGN KEY (x) REFERENCES x");
        target(
                "CREATE UNLOGGED TABLE r (id int PRIMARY KEY); ALTER TABLE x ADD FOREIGN KEY (id) REFERENCES r; ALTER TABLE r ADD FOREIGN KEY (id) REFERENCES x");
        source("CREATE TABLE r (id int PRIMARY KEY)");
        assertCured("unlogged, so a crash");
        target("ALTER TABLE x DROP CONSTRAINT x_id_fkey; ALTER TABLE r DROP CONSTRAINT r_id_fkey");
        assertReady();
    }

    /** Before 15 it is the column that depends on the function, later its expression. */
    @Test
    void aGeneratedColumnComesWithTheFunctionsThatItCalls() throws SQLException {
        between(14, 15);
        both("CREATE TABLE t (id int PRIMARY KEY, a int)");
        source("CREATE FUNCTION twice(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1 * 2';"
                + " ALTER TABLE t ADD g int GENERATED ALWAYS AS (twice(a)) STORED");
        // the function is in several lines
        target(finding("generated column g is missing").cure().substring("On the target: ".length()));
        assertReady();
    }

    @Test
    void whatHasTheNameOfATableIsSetAsideByARoleThatMayCreateSchemas() throws SQLException {
        source("CREATE TABLE v (id int PRIMARY KEY)");
        target("CREATE VIEW v AS SELECT 1 AS id");
        targetSuperuser("ALTER DATABASE " + pair.targetDatabase() + " OWNER TO CURRENT_USER; REVOKE CREATE ON DATABASE "
                + pair.targetDatabase() + " FROM rds_master, PUBLIC");
        assertThat(CureLine.lines(finding("not a table of its own").cure()))
                .extracting(CureLine::administrator)
                .containsExactly(true);
    }

    @Test
    void foreignKeysToTablesThatDoNotTakePartAreDropped() throws SQLException {
        both(
                "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a ON DELETE CASCADE)");
        ReplicatorConfig config = SmallSteps.config(pair)
                .tables(new io.pgreplicator.config.TableFilter(List.of(), List.of(), List.of(), List.of("a")))
                .build();
        assertThat(finding("foreign keys of the target refer", config).cure())
                .contains(
                        "On the target, to have them back once those tables are filled and 'replicator run' has caught up: ");
        assertCured("foreign keys of the target refer", config);
    }

    /** All that hangs on the column goes, and is made again: by 'schema', and by the statements that it then names. */
    @ParameterizedTest
    @CsvSource({"13, 14", "15, 16", "16, 17", "18, 18"})
    void aGeneratedColumnIsMadeAsOnTheSource(int from, int to) throws SQLException {
        between(from, to);
        String table = """
                CREATE TABLE t (id int PRIMARY KEY, a int, low text COLLATE "C", g int %s, other int %s);
                CREATE INDEX of_g ON t (g); CREATE INDEX of_both ON t (a, g) WHERE g > 0;
                ALTER TABLE t ADD CONSTRAINT positive CHECK (g > -1000), ADD UNIQUE (g);
                CREATE TABLE refers (id int PRIMARY KEY, g int REFERENCES t (g));
                COMMENT ON COLUMN t.g IS 'computed';
                CREATE VIEW v AS SELECT id, g FROM t; CREATE MATERIALIZED VIEW w AS SELECT sum(g) AS s FROM v WITH NO DATA;
                CREATE VIEW x AS SELECT v.g, w.s FROM v, w;
                CREATE FUNCTION act() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
                CREATE TRIGGER acts AFTER UPDATE OF g ON t FOR EACH ROW EXECUTE FUNCTION act();
                CREATE POLICY seen ON t USING (g > 1); CREATE STATISTICS both_of_t ON a, g FROM t;
                """;
        String wanted = "NOT NULL GENERATED ALWAYS AS (a * 2) STORED";
        source(table.formatted(wanted, "GENERATED ALWAYS AS (a + 1) STORED"));
        target(table.formatted("NOT NULL GENERATED ALWAYS AS (a + a) STORED", ""));
        assertThat(finding("g is computed as").cure().contains("SET EXPRESSION"))
                .isEqualTo(to >= 17);
        assertCured("g is computed as");
        assertCured("other is generated on the source only");
        schemaAndItsStatements();
        assertReady();
        target("ALTER TABLE t DROP COLUMN other");
        assertCured("generated column other is missing");
        assertReady();
    }

    /** Between some types only an explicit cast leads; a type that the target lacks is created; a view keeps a column from another type. */
    @Test
    void aColumnGetsTheTypeOfTheSource() throws SQLException {
        String table = "CREATE TABLE t (id int PRIMARY KEY, a %s DEFAULT '7', b %s DEFAULT %s, c %s);"
                + " CREATE INDEX of_a ON t (a); CREATE VIEW v AS SELECT a, c FROM t; CREATE VIEW w AS SELECT a FROM v";
        source("CREATE TYPE mood AS ENUM ('calm'); " + table.formatted("int", "mood", "'calm'", "varchar(9)"));
        target(table.formatted("text", "text", "'calm'", "varchar(4)"));
        assertThat(fails()).hasSize(3);
        for (String column : List.of("a", "b", "c")) {
            assertCured("column " + column + " is ");
        }
        schemaAndItsStatements();
        assertReady();
    }

    @Test
    void aVirtualColumnIsMadeAsOnTheSource() throws SQLException {
        between(18, 18);
        both("CREATE TABLE t (id int PRIMARY KEY, a int, g int GENERATED ALWAYS AS (a * 2), h int, i int)");
        source("ALTER TABLE t DROP COLUMN h, ADD h int GENERATED ALWAYS AS (a * 3)");
        target("ALTER TABLE t DROP COLUMN i, ADD i int GENERATED ALWAYS AS (a * 4)");
        assertCured("h is generated on the source only");
        assertCured("i is generated on the target only");
        assertReady();
    }

    /** Whatever it is, it keeps its data, its indexes and what refers to it, in a schema of its own. */
    @Test
    void whatHasTheNameOfATableIsSetAside() throws SQLException {
        source("""
                CREATE TABLE a_view (id int PRIMARY KEY); CREATE TABLE a_matview (id int PRIMARY KEY);
                CREATE TABLE a_sequence (id int PRIMARY KEY); CREATE TABLE "Its" (id int PRIMARY KEY);
                CREATE TABLE a_type (id int PRIMARY KEY); CREATE TABLE an_index (id int PRIMARY KEY);
                CREATE TABLE a_part (id int PRIMARY KEY); CREATE TABLE a_foreign (id int PRIMARY KEY);
                CREATE TABLE kept (id int PRIMARY KEY, v int); CREATE TABLE whole (id int PRIMARY KEY) PARTITION BY LIST (id);
                """);
        targetSuperuser(
                "CREATE FOREIGN DATA WRAPPER far; CREATE SERVER far FOREIGN DATA WRAPPER far; GRANT USAGE ON FOREIGN SERVER far TO rds_master");
        target("""
                CREATE VIEW a_view AS SELECT 1 AS id; CREATE VIEW above AS SELECT * FROM a_view;
                CREATE MATERIALIZED VIEW a_matview AS SELECT 1 AS id; CREATE UNIQUE INDEX a_matview_pkey ON a_matview (id);
                CREATE SEQUENCE a_sequence; SELECT setval('a_sequence', 7);
                CREATE TYPE a_type AS (id int);
                CREATE TABLE kept (id int PRIMARY KEY, v int); CREATE INDEX an_index ON kept (v); CREATE SEQUENCE "Its" OWNED BY kept.v;
                CREATE TABLE whole (id int PRIMARY KEY) PARTITION BY LIST (id);
                CREATE TABLE a_part PARTITION OF whole FOR VALUES IN (1);
                CREATE FOREIGN TABLE a_foreign (id int) SERVER far;
                """);
        List<Finding> findings = findings().stream()
                .filter(finding -> finding.message().contains("not a table of its own"))
                .toList();
        assertThat(findings).hasSize(8);
        for (Finding finding : findings) {
            CureLine.carryOut(pair, finding.cure());
        }
        try (Replicator replicator = open()) {
            assertThat(replicator.createSchema().created()).isTrue();
        }
        assertThat(fails()).isEmpty();
        assertThat(
                        text(
                                pair.connectTarget(),
                                "SELECT (SELECT last_value FROM public_aside.a_sequence) || ' ' || (SELECT id FROM public.above) || ' '"
                                        + " || (SELECT id FROM public_aside.a_matview) || ' ' || 'public_aside.a_part'::regclass"))
                .isEqualTo("7 1 1 public_aside.a_part");
    }

    /** Tables and types that cannot be altered are set aside with their rows, and made as the source has them. */
    @ParameterizedTest
    @CsvSource({"13, 13", "15, 16"})
    void typesOfTheSameNameThatAreNotTheSameAreSetAside(int from, int to) throws SQLException, InterruptedException {
        between(from, to);
        String tables = """
                CREATE SCHEMA types; CREATE TYPE types.mood AS ENUM (%s); CREATE DOMAIN short AS varchar(%s);
                CREATE TYPE span AS RANGE (subtype = text%s); CREATE TYPE around AS (m types.mood[], s span);
                CREATE TABLE a (id serial PRIMARY KEY, around around[]);
                CREATE TABLE refers (id int PRIMARY KEY, a int REFERENCES a);
                CREATE TABLE p (id int, short short DEFAULT 'x', PRIMARY KEY (id)) PARTITION BY LIST (id);
                CREATE TABLE p_1 PARTITION OF p FOR VALUES IN (1);
                CREATE VIEW v AS SELECT id, around FROM a; CREATE VIEW w AS SELECT 'calm'::types.mood AS m, v.id FROM v;
                INSERT INTO a (around) VALUES (ARRAY[('{calm}', '[a,b]')]::around[]); INSERT INTO p VALUES (1);
                """;
        source(tables.formatted("'calm', 'cross'", "9", ""));
        target(tables.formatted("'cross', 'calm'", "8", ", collation = \"C\""));
        source("INSERT INTO refers VALUES (1, 1)");
        List<Finding> findings = fails().stream()
                .filter(finding -> finding.subject().startsWith("type "))
                .toList();
        assertThat(findings)
                .extracting(Finding::subject)
                .containsExactlyInAnyOrder("type types.mood", "type public.short", "type public.span");
        for (Finding finding : findings) {
            for (CureLine line : CureLine.lines(finding.cure())) {
                line.carryOut(pair);
            }
        }
        schemaAndItsStatements();
        assertThat(fails()).isEmpty();
        try (Replicator replicator = open()) {
            assertThat(replicator.createSchema().differences())
                    .extracting(SchemaReport.Difference::object)
                    .noneMatch(object -> object.matches(".*\\b(a|p|p_1|refers|v|w|mood|short|span|around)\\b.*")
                            && !object.contains("_aside"));
            try (Replication replication = replicator.start().endWhenCaughtUp()) {
                replication.await();
            }
            replicator.uninstall();
        }
        assertThat(text(pair.connectTarget(), "SELECT around FROM a"))
                .isEqualTo(text(pair.connectSource(), "SELECT around FROM a"));
        assertThat(text(
                        pair.connectTarget(),
                        "SELECT count(*) || ' ' || (SELECT count(*) FROM public_aside.p_1) FROM public_aside.a"))
                .isEqualTo("1 1");
    }

    @Test
    void anUnfinishedDetachIsFinished() throws Exception {
        both(
                "CREATE TABLE p (id int PRIMARY KEY) PARTITION BY LIST (id); CREATE TABLE p_1 PARTITION OF p FOR VALUES IN (1)");
        try (Connection reader = pair.connectSource();
                Connection detaching = pair.connectSource();
                Statement detach = detaching.createStatement()) {
            reader.setAutoCommit(false);
            execute(reader, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SELECT * FROM p");
            CompletableFuture<Void> detached = CompletableFuture.runAsync(
                    () -> Unchecked.run(() -> detach.execute("ALTER TABLE p DETACH PARTITION p_1 CONCURRENTLY")));
            Awaitility.await()
                    .until(() -> text(pair.sourceSuperuser(), "SELECT count(*) FROM pg_inherits WHERE inhdetachpending")
                            .equals("1"));
            detach.cancel();
            assertThat(detached).failsWithin(java.time.Duration.ofMinutes(1));
            reader.rollback();
        }
        assertCured("DETACH CONCURRENTLY of the partition public.p_1 was not finished");
        source("SELECT * FROM p_1");
    }

    @Test
    void aPreparedTransactionIsCommittedOrRolledBackByItsOwner() throws SQLException {
        both("CREATE TABLE t (id int PRIMARY KEY)");
        String gid = pair.sourceDatabase() + "'s";
        String literal = gid.replace("'", "''");
        for (int alternative = 0; alternative < 2; alternative++) {
            source("BEGIN; INSERT INTO t VALUES (" + alternative + "); PREPARE TRANSACTION '" + literal + "'");
            List<CureLine> lines = CureLine.lines(
                    finding("prepared transaction " + gid + " is pending").cure());
            assertThat(lines).hasSize(2).noneMatch(CureLine::administrator);
            lines.get(alternative).carryOut(pair);
            assertThat(findings()).noneMatch(finding -> finding.message().contains("is pending"));
        }
        assertThat(text(pair.connectSource(), "SELECT string_agg(id::text, ' ') FROM t"))
                .isEqualTo("0");
        try (Connection reporter = pair.connectReporter()) {
            execute(reporter, "BEGIN; INSERT INTO t VALUES (5); PREPARE TRANSACTION '" + literal + "'");
        }
        List<CureLine> lines = CureLine.lines(
                finding("prepared transaction " + gid + " is pending").cure());
        assertThat(lines).hasSize(2).allMatch(CureLine::administrator);
        lines.get(1).carryOut(pair);
    }

    /** Texts that are one key on one side are one on the other; a view over the column is made again. */
    @ParameterizedTest
    @CsvSource({"15, 15", "15, 17"})
    void aKeyGetsTheCollationOfTheSource(int from, int to) throws SQLException {
        between(from, to);
        source("""
                CREATE SCHEMA words; CREATE COLLATION words."Any case" (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
                CREATE COLLATION taken (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
                CREATE TABLE a (name text COLLATE words."Any case" PRIMARY KEY); CREATE TABLE b (name text COLLATE taken PRIMARY KEY);
                CREATE TABLE c (name varchar(9) PRIMARY KEY); CREATE TABLE d (name text COLLATE words."Any case" PRIMARY KEY);
                CREATE TABLE e (name text COLLATE "de-x-icu" PRIMARY KEY); CREATE VIEW of_a AS SELECT name FROM a;
                """);
        target("""
                CREATE COLLATION taken (provider = icu, locale = 'en'); CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2',
                    deterministic = false);
                CREATE TABLE a (name text PRIMARY KEY); CREATE TABLE b (name text PRIMARY KEY);
                CREATE TABLE c (name varchar(9) COLLATE nocase PRIMARY KEY); CREATE TABLE d (name text PRIMARY KEY);
                CREATE TABLE e (name text COLLATE "fr-x-icu" PRIMARY KEY); CREATE VIEW of_a AS SELECT name FROM a; DROP COLLATION taken;
                CREATE COLLATION taken (provider = icu, locale = 'en');
                """);
        List<Finding> findings = findings().stream()
                .filter(finding -> finding.message().contains("collation of its key column"))
                .toList();
        assertThat(findings).hasSize(5);
        for (Finding finding : findings) {
            CureLine.carryOut(pair, finding.cure());
        }
        try (Replicator replicator = open()) {
            replicator.createSchema();
        }
        assertThat(findings()).noneMatch(finding -> finding.message().contains("collation of its key column"));
        assertThat(fails()).isEmpty();
        target("SELECT * FROM of_a");
    }

    /** Rebuilt by the owner; the version is noted by who owns the collation. */
    @Test
    void indexesOfAnotherCollationLibraryAreRebuilt() throws SQLException {
        both("CREATE TABLE named (name text COLLATE \"en-x-icu\" PRIMARY KEY)");
        sourceSuperuser("UPDATE pg_collation SET collversion = '1' WHERE collname = 'en-x-icu'");
        assertThat(CureLine.lines(finding("the collation pg_catalog.\"en-x-icu\" was of version 1")
                        .cure()))
                .extracting(CureLine::administrator)
                .containsExactly(false, true);
        assertCured("the collation pg_catalog.\"en-x-icu\" was of version 1");
    }

    @Test
    void indexesOfAnotherCollationOfTheDatabaseAreRebuilt() throws SQLException {
        String name = ServerPool.freshDatabaseName();
        sourceSuperuser(
                "CREATE DATABASE " + name + " OWNER heroku_app LOCALE_PROVIDER icu ICU_LOCALE 'en' TEMPLATE template0");
        DatabasePair own = new DatabasePair(pair.source(), name, pair.target(), pair.targetDatabase());
        try {
            sourceSuperuser("UPDATE pg_database SET datcollversion = '1' WHERE datname = '" + name + "'");
            executeAndClose(own.connectSource(), "CREATE TABLE named (name text PRIMARY KEY)");
            ReplicatorConfig config = SmallSteps.config(own).build();
            Finding finding = finding("the collation of the database " + name + " was of version 1", config);
            assertThat(CureLine.lines(finding.cure())).noneMatch(CureLine::administrator);
            CureLine.carryOut(own, finding.cure());
            assertThat(findings(config)).noneMatch(one -> one.message().contains("was of version"));
        } finally {
            pair.source().dropDatabase(name);
        }
    }

    @Test
    void aTargetThatCannotHoldTheTextIsLeftForOneThatCan() throws SQLException {
        both("CREATE TABLE t (id int PRIMARY KEY)");
        String narrow = ServerPool.freshDatabaseName();
        targetSuperuser("CREATE DATABASE " + narrow
                + " OWNER rds_master ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        String wide = narrow + "_2";
        try {
            ReplicatorConfig config = SmallSteps.config(pair)
                    .target(pair.target().targetUri(narrow))
                    .build();
            CureLine.carryOut(
                    pair,
                    finding("encoding is UTF8, the target's LATIN1", config).cure());
            assertThat(findings(SmallSteps.config(pair)
                            .target(pair.target().targetUri(wide))
                            .build()))
                    .noneMatch(finding -> finding.message().contains("encoding is UTF8"))
                    .noneMatch(finding -> finding.message().contains("the source sorts by"));
        } finally {
            pair.target().dropDatabase(wide);
            pair.target().dropDatabase(narrow);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "13, 14, LC_COLLATE 'C.UTF-8' LC_CTYPE 'C'",
        "15, 16, LOCALE_PROVIDER icu ICU_LOCALE 'de' LOCALE 'C.UTF-8'",
        "17, 18, LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
    })
    void aTargetThatSortsOtherwiseIsLeftForOneThatDoesNot(int from, int to, String locale) throws SQLException {
        between(from, to);
        String source = ServerPool.freshDatabaseName();
        String target = pair.targetDatabase() + "_2";
        sourceSuperuser(
                "CREATE DATABASE " + source + " OWNER heroku_app ENCODING 'UTF8' " + locale + " TEMPLATE template0");
        try {
            String uri = pair.source().sourceUri(source);
            CureLine.carryOut(
                    pair,
                    finding(
                                    "the source sorts by",
                                    SmallSteps.config(pair).source(uri).build())
                            .cure());
            assertThat(findings(SmallSteps.config(pair)
                            .source(uri)
                            .target(pair.target().targetUri(target))
                            .build()))
                    .noneMatch(finding -> finding.message().contains("the source sorts by"));
        } finally {
            pair.source().dropDatabase(source);
            pair.target().dropDatabase(target);
        }
    }

    /** A name has 63 bytes, and SQL_ASCII has another locale than C for superusers only. */
    @Test
    void aDatabaseBesideOneOfALongNameHasANameOfItsOwn() throws SQLException {
        both("CREATE TABLE t (id int PRIMARY KEY)");
        String source = ServerPool.freshDatabaseName();
        String longName = source + "_" + "é".repeat(24);
        sourceSuperuser("CREATE DATABASE " + source
                + " OWNER heroku_app ENCODING 'SQL_ASCII' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0");
        targetSuperuser("CREATE DATABASE \"" + longName
                + "\" OWNER rds_master ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        try {
            List<Finding> findings = findings(SmallSteps.config(pair)
                    .source(pair.source().sourceUri(source))
                    .target(pair.target().targetUri(longName))
                    .build());
            List<CureLine> creations = findings.stream()
                    .flatMap(finding -> CureLine.lines(finding.cure()).stream())
                    .filter(line -> line.sql().startsWith("CREATE DATABASE"))
                    .toList();
            assertThat(creations).isNotEmpty().allSatisfy(line -> {
                line.carryOut(pair);
                targetSuperuser("DROP DATABASE " + line.sql().replaceFirst("CREATE DATABASE (\\S+) .*", "$1"));
            });
        } finally {
            targetSuperuser("DROP DATABASE \"" + longName + "\"");
            pair.source().dropDatabase(source);
        }
    }

    @Test
    void aTargetThatOnlyReadsWritesAgain() throws SQLException {
        targetSuperuser("ALTER DATABASE " + pair.targetDatabase() + " SET default_transaction_read_only = on;"
                + " ALTER ROLE rds_master IN DATABASE " + pair.targetDatabase()
                + " SET default_transaction_read_only = on");
        assertCured("default_transaction_read_only is on");
        target("CREATE TABLE t (id int PRIMARY KEY)");
    }

    /** They keep their rows, and their keys come back once the others are there again. */
    @Test
    void tablesToWhichOthersReferAreEmptied() throws SQLException, InterruptedException {
        both("CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a)");
        source("INSERT INTO a VALUES (1); INSERT INTO b VALUES (1, 1)");
        target(
                "INSERT INTO a VALUES (1); INSERT INTO b VALUES (1, 1); CREATE TABLE mine (b int CONSTRAINT refers REFERENCES b);"
                        + " INSERT INTO mine VALUES (1); CREATE TABLE other (mine int, a int REFERENCES a)");
        Finding finding = finding("not filled by this program: public.a, public.b");
        assertCured("not filled by this program");
        try (Replicator replicator = open()) {
            replicator.start().endWhenCaughtUp().await();
            replicator.uninstall();
        }
        String once = "On the target, once 'replicator run' has caught up: ";
        target(finding.cure().substring(finding.cure().indexOf(once) + once.length()));
        assertThat(text(
                        pair.connectTarget(),
                        "SELECT count(*) || ' ' || (SELECT count(*) FROM pg_constraint WHERE contype = 'f') FROM mine"))
                .isEqualTo("1 3");
    }

    /** TRUNCATE without ONLY would empty them as well, and nobody has looked at their rows. */
    @Test
    void aTableIsEmptiedWithoutThoseThatInheritFromIt() throws SQLException {
        both("CREATE TABLE par (id int PRIMARY KEY); CREATE TABLE ch (PRIMARY KEY (id)) INHERITS (par)");
        target("INSERT INTO par VALUES (1); INSERT INTO ch VALUES (2)");
        assertCured(
                "not filled by this program",
                SmallSteps.config(pair)
                        .tables(new io.pgreplicator.config.TableFilter(List.of(), List.of(), List.of(), List.of("ch")))
                        .build());
        assertThat(text(pair.connectTarget(), "SELECT string_agg(id::text, ' ') FROM par"))
                .isEqualTo("2");
    }

    @Test
    void partitionedTablesAreEmptiedAsForeignKeysOfAndToPartitionsLetThem() throws SQLException {
        both("""
                CREATE TABLE pt (id int PRIMARY KEY) PARTITION BY LIST (id);
                CREATE TABLE pt1 PARTITION OF pt FOR VALUES IN (1); CREATE TABLE other (id int PRIMARY KEY REFERENCES pt1);
                CREATE TABLE r (id int PRIMARY KEY) PARTITION BY LIST (id); CREATE TABLE r1 PARTITION OF r FOR VALUES IN (1);
                ALTER TABLE r1 ADD FOREIGN KEY (id) REFERENCES other;
                """);
        target("""
                CREATE TABLE mine (id int REFERENCES pt1); CREATE TABLE own (id int REFERENCES r) PARTITION BY LIST (id);
                CREATE TABLE own1 PARTITION OF own FOR VALUES IN (1); ALTER TABLE own1 ADD FOREIGN KEY (id) REFERENCES pt;
                INSERT INTO pt VALUES (1);
                """);
        assertCured("not filled by this program");
    }

    /** A rule of a view and the view depend on each other. */
    @ParameterizedTest
    @CsvSource({"13, 14", "15, 16"})
    void whatDependsOnAColumnIsDroppedAndMadeAgain(int from, int to) throws SQLException {
        between(from, to);
        String tables = """
                CREATE TABLE t (id int PRIMARY KEY, v varchar(%s), g int GENERATED ALWAYS AS (length(v)) STORED);
                CREATE VIEW vw AS SELECT id, v FROM t;
                CREATE RULE up AS ON UPDATE TO vw DO INSTEAD UPDATE t SET v = NEW.v WHERE id = OLD.id;
                CREATE FUNCTION all_of_vw() RETURNS SETOF vw LANGUAGE sql AS 'SELECT * FROM public.vw';
                CREATE VIEW above AS SELECT v FROM all_of_vw(); CREATE VIEW of_g AS SELECT g FROM t;
                CREATE TABLE pt (id int PRIMARY KEY, v varchar(%s)) PARTITION BY LIST (id);
                CREATE TABLE pt1 PARTITION OF pt FOR VALUES IN (1); CREATE VIEW of_pt1 AS SELECT v FROM pt1;
                """;
        both(tables.replace("%s", "5"));
        source("DROP VIEW of_pt1, of_g, above; DROP FUNCTION all_of_vw(); DROP VIEW vw; DROP TABLE t, pt");
        source(tables.replace("%s", "9"));
        if (to >= 16) {
            target("CREATE PROCEDURE clear() BEGIN ATOMIC UPDATE t SET v = NULL; END");
        }
        Finding finding = finding(
                "column v is character varying(9) on the source, character varying(5) on the target", "public.t");
        assertThat(finding.cure()
                        .contains("does not have, so that 'replicator schema' cannot create it again: public.clear()"))
                .isEqualTo(to >= 16);
        CureLine.carryOut(pair, finding.cure());
        assertCured("column v is");
        assertCured("generated column g is missing");
        schemaAndItsStatements();
        if (to >= 16) {
            assertReady();
        }
    }

    @Test
    void whatNoStatementRemovesIsNamed() throws SQLException {
        source(
                "CREATE TABLE p (id bigint PRIMARY KEY) PARTITION BY LIST (id); CREATE TABLE r (id int PRIMARY KEY, v varchar(9))");
        target("""
                CREATE TABLE p (id int PRIMARY KEY) PARTITION BY LIST (id); CREATE TABLE r (id int PRIMARY KEY, v varchar(5));
                CREATE TABLE of_r (r r);
                """);
        assertThat(finding("column id is").cure())
                .contains("the partition key of public.p")
                .doesNotContain("ALTER");
        assertThat(finding("column v is").cure())
                .contains("column r of public.of_r, whose type is the row of the table")
                .doesNotContain("ALTER");
    }

    /** The row of a table as a type keeps it from being written anew, which dropping a column does not. */
    @Test
    void aRowThatIsATypeIsNotInTheWayOfAnOrdinaryColumn() throws SQLException {
        between(13, 18);
        source(
                "CREATE TABLE t (id int PRIMARY KEY, g int, k uuid DEFAULT gen_random_uuid(), h int GENERATED ALWAYS AS (id * 2) STORED)");
        target(
                "CREATE TABLE t (id int PRIMARY KEY, g int GENERATED ALWAYS AS (id * 2), k uuid GENERATED ALWAYS AS (NULL::uuid), h int); CREATE TABLE of_t (t t)");
        assertThat(finding("h is generated on the source only").cure())
                .contains("column t of public.of_t, whose type is");
        assertThat(finding("k is generated on the target only").cure())
                .contains("column t of public.of_t, whose type is");
        assertCured("g is generated on the target only");
    }

    /** In either order of the statements: they are of two tables, and the key can be kept only with both or with neither. */
    @Test
    void aForeignKeyBetweenColumnsOfAnotherTypeIsDroppedAndMadeAgain() throws SQLException {
        String tables = """
                CREATE TABLE parent (id %1$s PRIMARY KEY, number %2$s UNIQUE, above %1$s REFERENCES parent);
                CREATE TABLE child (id int PRIMARY KEY, of %1$s CONSTRAINT of_parent REFERENCES parent,
                    number %2$s CONSTRAINT numbered REFERENCES parent (number));
                """;
        source(tables.formatted("uuid", "bigint"));
        target(tables.formatted("int", "int"));
        List<Finding> all = fails();
        assertThat(all).hasSize(5);
        assertThat(finding("column number is", "public.child").cure()).doesNotContain("DROP CONSTRAINT");
        assertThat(finding("column of is").cure()).contains("DROP CONSTRAINT IF EXISTS of_parent");
        for (int i = all.size() - 1; i >= 0; i--) {
            CureLine.carryOut(pair, all.get(i).cure());
        }
        schemaAndItsStatements();
        assertReady();
    }

    @Test
    void whatCannotBeBuiltAgainWithAnotherTypeIsDroppedAndMadeAgain() throws SQLException {
        both("CREATE EXTENSION btree_gist");
        String tables = """
                CREATE TABLE t (id int PRIMARY KEY, a %1$s, b %1$s, c %1$s, d %1$s, CONSTRAINT long CHECK (a %2$s), CHECK (id > 0 OR b IS NULL));
                CREATE INDEX of_a ON t (a); CREATE INDEX of_b ON t (%3$s(b)); CREATE INDEX of_c ON t (id) WHERE c %2$s;
                CREATE INDEX of_d ON t (d %4$s);
                CREATE TABLE p (id int PRIMARY KEY, a %1$s) PARTITION BY LIST (id);
                CREATE TABLE p1 PARTITION OF p (CONSTRAINT longer CHECK (a %2$s)) FOR VALUES IN (1);
                CREATE INDEX of_p ON p (%3$s(a));
                """;
        source(tables.formatted("int", "> 0", "abs", "int4_ops"));
        target(tables.formatted("text", "<> ''", "upper", "text_pattern_ops"));
        target("CREATE INDEX own ON t (id) WHERE c <> '-'");
        assertThat(finding("column a is", "public.t").cure())
                .contains("DROP CONSTRAINT IF EXISTS long")
                .doesNotContain("of_a");
        assertThat(finding("column b is").cure()).contains("of_b").doesNotContain("CONSTRAINT");
        assertThat(finding("column c is").cure()).contains("cannot create it again: public.own\n");
        assertAllCured();
    }

    /** Each object in another way than a table has it: merged, counted, referring to itself, with names like syntax, of a child alone. */
    @Test
    void whatIsBuiltAgainIsFoundHoweverItCameThere() throws SQLException {
        String tables = """
                CREATE TABLE merged (id int PRIMARY KEY, a %1$s, CONSTRAINT c CHECK (a %2$s));
                CREATE TABLE heir (id int PRIMARY KEY, a %1$s, extra int, CONSTRAINT c CHECK (a %2$s), CONSTRAINT own CHECK (a %2$s OR extra > 0));
                ALTER TABLE heir INHERIT merged;
                CREATE TABLE "taken FROM it" (id int PRIMARY KEY, a %1$s, b int);
                CREATE STATISTICS sum ON (%3$s(a)), (substring(b::text FROM 1)), b FROM "taken FROM it";
                CREATE TABLE tenants (tenant %1$s, id int, parent int, PRIMARY KEY (tenant, id),
                    CONSTRAINT own_parent FOREIGN KEY (tenant, parent) REFERENCES tenants);
                CREATE TABLE odd (id int PRIMARY KEY, a %1$s); CREATE INDEX "odd USING x" ON odd (%3$s(a));
                CREATE TABLE numbered (id int PRIMARY KEY, a %4$s);
                CREATE VIEW grouped AS SELECT id, a FROM odd GROUP BY id;
                """;
        source(tables.formatted("text", "<> ''", "upper", "text"));
        target(tables.formatted("int", "> 0", "abs", "bigint GENERATED BY DEFAULT AS IDENTITY"));
        assertThat(finding("column tenant is").cure()).doesNotContain("own_parent");
        assertThat(finding("column a is", "public.heir").cure())
                .isEqualTo("Do what is said of public.merged: the target's table inherits the column from it.");
        for (Finding finding : fails()) {
            if (!finding.subject().equals("table public.heir")) {
                CureLine.carryOut(pair, finding.cure());
            }
        }
        assertThat(fails()).isEmpty();
        schemaAndItsStatements();
        assertReady();
    }

    /** One after the other, as they are listed: what the first one creates or drops is there or gone for the second one. */
    @Test
    void statementsForColumnsThatNeedTheSameWorkInTheirOrder() throws SQLException {
        String types =
                "CREATE TABLE t (id int PRIMARY KEY, g %s, a %s, b %s, c %s DEFAULT 'calm'); CREATE INDEX of_b ON t (b)";
        source("CREATE TYPE mood AS ENUM ('calm'); "
                + types.formatted("text GENERATED ALWAYS AS (upper(a)) STORED", "text", "mood", "mood"));
        target(types.formatted("int GENERATED ALWAYS AS (a * 2) STORED", "int", "text", "text"));
        assertThat(fails()).hasSize(4).noneMatch(finding -> finding.cure().contains("of_b"));
        assertThat(finding("column c is").cure()).doesNotContain("::text");
        assertAllCured();
    }

    /** What is computed from a column of another type goes before that gets it, and is made anew. */
    @ParameterizedTest
    @CsvSource({"13, 14", "15, 18"})
    void statementsForAColumnThatIsComputedFromAnotherOneWorkAfterThoseForThat(int from, int to) throws SQLException {
        between(from, to);
        String table = "CREATE TABLE t (id int PRIMARY KEY, a %s, \"B\" int%s, c int%s)";
        source(table.formatted("bigint", "", " GENERATED ALWAYS AS (a * 2) STORED"));
        target(table.formatted("int", " GENERATED ALWAYS AS (a) STORED", " GENERATED ALWAYS AS (a * 3) STORED"));
        assertThat(fails()).hasSize(3);
        assertAllCured();
    }

    @Test
    void aRowTypeInsideAnotherTypeIsInTheWayOfWritingTheTable() throws SQLException {
        source("CREATE TABLE t (id int PRIMARY KEY, a bigint)");
        target(
                "CREATE TABLE t (id int PRIMARY KEY, a int); CREATE DOMAIN d AS t; CREATE TYPE c AS (d d); CREATE TABLE hold (c c[])");
        assertThat(finding("column a is").cure())
                .contains("column c of public.hold, whose type is the row of the table");
    }

    @Test
    void whatGoesWithADroppedColumnIsSavedBefore() throws SQLException {
        source(
                "CREATE TABLE t (id int PRIMARY KEY, g int GENERATED ALWAYS AS (id * 3) STORED); CREATE INDEX kept ON t (g)");
        target(
                "CREATE TABLE t (id int PRIMARY KEY, g int GENERATED ALWAYS AS (id * 2) STORED); CREATE INDEX kept ON t (g);"
                        + " CREATE INDEX own ON t (g)");
        assertThat(finding("generated column g is computed as").cure())
                .startsWith(
                        "First save the definitions of what the source does not have, so that 'replicator schema' cannot create it"
                                + " again: public.own\n");
    }

    @Test
    void aGeneratedColumnOfAnotherTypeIsMadeAnew() throws SQLException {
        source("CREATE TABLE t (id int PRIMARY KEY, a int, g text GENERATED ALWAYS AS (a::text) STORED)");
        target("CREATE TABLE t (id int PRIMARY KEY, a int, g int GENERATED ALWAYS AS (a * 2) STORED);"
                + " CREATE VIEW v AS SELECT g FROM t");
        source("CREATE VIEW v AS SELECT g FROM t");
        assertThat(fails()).hasSize(1);
        assertCured("column g is text on the source, integer on the target");
        schemaAndItsStatements();
        assertReady();
    }

    @Test
    void viewsOfAnotherRoleAreDroppedByAnAdministrator() throws SQLException {
        source("CREATE TABLE t (id int PRIMARY KEY, v varchar(9)); CREATE VIEW w AS SELECT v FROM t");
        target("CREATE TABLE t (id int PRIMARY KEY, v varchar(5)); GRANT SELECT ON t TO PUBLIC");
        targetSuperuser("CREATE VIEW w AS SELECT v FROM t");
        assertThat(CureLine.lines(finding("column v is").cure()))
                .extracting(CureLine::administrator)
                .containsExactly(true, false);
        assertCured("column v is");
    }

    /** Its values are converted where the server does not do so by itself; its collation stays. */
    @Test
    void aColumnOfAnotherTypeGetsTheCollationOfTheSource() throws SQLException {
        String types = "CREATE TYPE mood AS ENUM ('calm');";
        source(types + """
                CREATE TYPE lost AS ENUM ('so');
                CREATE TABLE t (id int PRIMARY KEY, a int DEFAULT 7, b uuid, c jsonb DEFAULT '{}', d mood DEFAULT 'calm', e int,
                    f bigint DEFAULT 8, g text DEFAULT '9', h varchar(9) COLLATE "C" DEFAULT 'x', i text COLLATE "POSIX", j lost, k lost[]);
                CREATE TABLE u (name varchar(9) COLLATE "C" PRIMARY KEY); CREATE TABLE w (name text COLLATE "C" PRIMARY KEY);
                """);
        target(types + """
                CREATE TABLE t (id int PRIMARY KEY, a text DEFAULT '7', b varchar(36), c varchar(9) DEFAULT '{}', d text DEFAULT 'calm',
                    e boolean DEFAULT true, f int DEFAULT 8, g int DEFAULT 9, h varchar(5) COLLATE "C" DEFAULT 'x', i int, j text, k text);
                CREATE TABLE u (name varchar(5) COLLATE "C" PRIMARY KEY); CREATE TABLE w (name varchar(9) PRIMARY KEY);
                """);
        assertThat(finding("column f is").cure()).doesNotContain("USING");
        List<Finding> all = findings().stream()
                .filter(finding -> finding.level() != Finding.Level.PASS)
                .filter(finding -> finding.subject().startsWith("table "))
                .toList();
        assertThat(all).hasSize(14);
        for (Finding finding : all) {
            CureLine.carryOut(pair, finding.cure());
        }
        assertThat(fails()).isEmpty();
        schemaAndItsStatements();
        assertReady();
    }

    @Test
    void collationsOfOneNameOrOneSchemaAreAllCreated() throws SQLException {
        source("""
                CREATE SCHEMA words; CREATE COLLATION words.a (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
                CREATE COLLATION words.b (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
                CREATE COLLATION "de-x-icu" (provider = icu, locale = 'und-u-ks-level1-kc', deterministic = false);
                CREATE TABLE a (name text COLLATE words.a PRIMARY KEY); CREATE TABLE b (name text COLLATE words.b PRIMARY KEY);
                CREATE TABLE c (name text COLLATE pg_catalog."de-x-icu" PRIMARY KEY);
                CREATE TABLE d (name text COLLATE "de-x-icu" PRIMARY KEY);
                """);
        target("""
                CREATE TABLE a (name text PRIMARY KEY); CREATE TABLE b (name text PRIMARY KEY);
                CREATE TABLE c (name text PRIMARY KEY); CREATE TABLE d (name text PRIMARY KEY);
                """);
        targetSuperuser("DROP COLLATION pg_catalog.\"de-x-icu\", pg_catalog.\"de-DE-x-icu\"");
        List<Finding> all = findings().stream()
                .filter(finding -> finding.message().contains("the collation of its key column"))
                .toList();
        assertThat(all).hasSize(4);
        for (Finding finding : all) {
            CureLine.carryOut(pair, finding.cure());
        }
        assertThat(findings()).noneMatch(finding -> finding.message().contains("the collation of its key column"));
    }

    /** Also where it is sent statement by statement: values come in between, or are there, and the constraint is not lost. */
    @Test
    void aConstraintOfADomainIsReplacedAtOnce() throws SQLException {
        String domain =
                "CREATE DOMAIN \"D 1\" AS int CONSTRAINT \"is %%\" CHECK (VALUE > %s); CREATE TABLE t (id int PRIMARY KEY, v \"D 1\")";
        source(domain.formatted("0"));
        target(domain.formatted("-9") + "; INSERT INTO t VALUES (1, -1)");
        String cure;
        try (Replicator replicator = open()) {
            cure = replicator.createSchema().differences().stream()
                    .filter(difference -> difference.object().equals("constraint is % on public.\"D 1\""))
                    .findFirst()
                    .orElseThrow()
                    .cure();
        }
        try (Connection connection = pair.connectTarget()) {
            for (String statement : cure.split("(?<=;) ", -1)) {
                ignoringErrors(connection, statement);
            }
            ignoringErrors(connection, "INSERT INTO t VALUES (2, -10)");
        }
        assertThat(text(pair.connectTarget(), "SELECT string_agg(v::text, ' ') FROM t"))
                .isEqualTo("-1");
        target("TRUNCATE t");
        schemaAndItsStatements();
        assertReady();
    }

    private static void ignoringErrors(Connection connection, String sql) {
        try {
            execute(connection, sql);
        } catch (SQLException e) {
            assertThat(e.getMessage()).containsAnyOf("violate", "aborted");
        }
    }

    @Test
    void aMissingExtensionIsCreatedAndAnOlderOneBroughtToTheNewersVersion() throws SQLException {
        source("CREATE SCHEMA ext; CREATE EXTENSION pg_trgm SCHEMA ext; CREATE EXTENSION ltree SCHEMA ext");
        List<Finding> inOneSchema = findings().stream()
                .filter(one -> one.subject().startsWith("extension "))
                .toList();
        assertThat(inOneSchema).hasSize(2);
        for (Finding one : inOneSchema) {
            CureLine.carryOut(pair, one.cure());
        }
        source(
                "CREATE EXTENSION citext VERSION '1.4'; CREATE SCHEMA geo; CREATE EXTENSION cube SCHEMA geo; CREATE EXTENSION hstore;");
        sourceSuperuser("CREATE EXTENSION earthdistance SCHEMA geo");
        both("CREATE TABLE t (id int PRIMARY KEY)");
        target("CREATE EXTENSION citext");
        both("ALTER TABLE t ADD mail citext");
        List<Finding> missing = findings().stream()
                .filter(finding -> finding.message().startsWith("it is missing on the target; no column"))
                .toList();
        // one that requires another comes after that, whatever its name
        assertThat(missing)
                .extracting(Finding::subject)
                .containsExactly("extension cube", "extension hstore", "extension earthdistance");
        for (Finding finding : missing) {
            CureLine.carryOut(pair, finding.cure());
        }
        assertCured("it is of version 1.4 on the source");
        source("ALTER TABLE t ADD place geo.cube");
        targetSuperuser("DROP EXTENSION earthdistance; DROP EXTENSION cube");
        assertCured("it is missing on the target and needed by 1 column");
    }

    private static final String FAMILIES = """
            CREATE TABLE par_a (id int PRIMARY KEY, "A b" int, b %6$s, g int %1$s, "G 2" int %2$s, h int %3$s,
                c %4$s CONSTRAINT "Ok" CHECK (c %7$s), "C d" %4$s %5$s);
            CREATE TABLE kid_a (PRIMARY KEY (id), x int) INHERITS (par_a); CREATE VIEW of_kid AS SELECT g, c FROM kid_a;
            CREATE TABLE sub_a (PRIMARY KEY (id), g int, "G 2" int, h int, c %4$s) INHERITS (kid_a);
            """;

    private void families() throws SQLException {
        String computed = "GENERATED ALWAYS AS (\"A b\" * 2) STORED";
        source(FAMILIES.formatted(
                computed,
                "",
                "GENERATED ALWAYS AS (b + 1) STORED",
                "text",
                ", e int, f int " + computed,
                "bigint",
                "<> ''"));
        target(FAMILIES.formatted("", computed, "GENERATED ALWAYS AS (b - 1) STORED", "int", "", "int", "> 0"));
    }

    /** No row of the source brings back what a table that is not selected has in it. */
    @Test
    void aColumnIsNotMadeAnewWhereThatWouldEmptyIt() throws SQLException {
        between(15, 16);
        families();
        target("INSERT INTO par_a (id, \"A b\", g) VALUES (1, 2, 3)");
        assertThat(fails(without("par_a")))
                .extracting(Finding::cure)
                .filteredOn(cure -> cure.contains("which is not replicated"))
                .isNotEmpty()
                .allMatch(cure -> cure.startsWith("No statements can be given: "));
    }

    /** Its definition is that of the table from which it is inherited, whatever else has it as well. */
    @ParameterizedTest
    @CsvSource({"13, 14", "15, 16", "15, 18"})
    void anInheritedColumnIsAlteredWhereItComesFrom(int from, int to) throws SQLException {
        between(from, to);
        families();
        carryOutAll(SmallSteps.config(pair).build());
        assertReadyAfterSchema();
    }

    @ParameterizedTest
    @CsvSource({"13, 14", "15, 16", "15, 18"})
    void anInheritedColumnIsAlteredWhereItComesFromThoughThatIsNotSelected(int from, int to) throws SQLException {
        between(from, to);
        families();
        ReplicatorConfig config = without("par_a");
        assertThat(fails(config)).hasSize(14);
        carryOutAll(config);
        assertThat(fails(config)).isEmpty();
        // later servers have an expression for each table
        carryOutAll(SmallSteps.config(pair).build());
        assertReadyAfterSchema();
    }

    /** What the source's table does not inherit from has no say in it. */
    @ParameterizedTest
    @CsvSource({"13, 14", "15, 16", "15, 18"})
    void aColumnThatOnlyTheTargetInheritsBecomesItsOwn(int from, int to) throws SQLException {
        between(from, to);
        families();
        target("ALTER TABLE par_a RENAME TO other; ALTER TABLE other ALTER b SET NOT NULL");
        source("ALTER TABLE kid_a NO INHERIT par_a; DROP TABLE par_a");
        carryOutAll(SmallSteps.config(pair).build());
        assertThat(fails()).isEmpty();
        target("DROP TABLE other");
        assertReadyAfterSchema();
    }

    /** Before 16 one that is inherited from an ordinary column may be generated; later it has to be inherited no longer. */
    @ParameterizedTest
    @CsvSource({"13, 14", "15, 15", "15, 16", "15, 18"})
    void aColumnThatIsGeneratedUnlikeItsParentsBecomesSo(int from, int to) throws SQLException {
        between(from, to);
        String tables = "CREATE TABLE par (id int PRIMARY KEY, g int, h int);"
                + " CREATE TABLE kid (PRIMARY KEY (id)%s) INHERITS (par); CREATE TABLE old (PRIMARY KEY (id)%s) INHERITS (par)";
        String generated = ", g int GENERATED ALWAYS AS (id * 2) STORED, h int GENERATED ALWAYS AS (id * 3) STORED";
        source(tables.formatted(generated, ""));
        target(tables.formatted("", to < 16 ? generated : ""));
        for (ReplicatorConfig config :
                List.of(without("par"), SmallSteps.config(pair).build())) {
            carryOutAll(config);
            assertThat(fails()).isEmpty();
        }
        schemaAndItsStatements();
        if (to < 16) {
            assertReady();
        }
    }

    /** Since 18 it is inherited, too. */
    @ParameterizedTest
    @CsvSource({"15, 16", "15, 18"})
    void aColumnThatIsInheritedMayBeNull(int from, int to) throws SQLException {
        between(from, to);
        String tables =
                "CREATE TABLE par (id int PRIMARY KEY, \"A b\" int%1$s, c int%1$s%2$s); CREATE TABLE kid (PRIMARY KEY (id), c int%1$s) INHERITS (par)";
        source(tables.formatted("", ""));
        target(tables.formatted(" NOT NULL", ", d int NOT NULL"));
        carryOutAll(without("par"));
        assertThat(findings(without("par")))
                .noneMatch(finding -> finding.message().contains("NOT NULL"));
        carryOutAll(SmallSteps.config(pair).build());
        assertThat(findings()).noneMatch(finding -> finding.message().contains("NOT NULL"));
        target("ALTER TABLE par DROP COLUMN d");
        assertReadyAfterSchema();
    }

    /** A table of a type has the columns of the type. */
    @ParameterizedTest
    @CsvSource({"13, 14", "15, 18"})
    void aTableOfATypeGetsTheColumnsOfTheSource(int from, int to) throws SQLException {
        between(from, to);
        source(
                "CREATE TABLE t (id int PRIMARY KEY, \"A b\" text, b text, c int, \"G\" int GENERATED ALWAYS AS (c) STORED,"
                        + " h int GENERATED ALWAYS AS (c) STORED)");
        target("CREATE TYPE ty AS (id int, \"A b\" int, b int, \"G\" int); CREATE TABLE t OF ty (PRIMARY KEY (id))");
        carryOutAll(SmallSteps.config(pair).build());
        target("DROP TYPE ty");
        assertReadyAfterSchema();
    }

    /** Which its sequence may have been before, and which may be null on the source. */
    @ParameterizedTest
    @CsvSource({"13, 14", "15, 18"})
    void identityColumnsBecomeThoseOfTheSource(int from, int to) throws SQLException {
        between(from, to);
        source("""
                CREATE TABLE a ("Id" int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, b int GENERATED BY DEFAULT AS IDENTITY);
                CREATE TABLE c ("Id" int PRIMARY KEY, b int); CREATE TABLE d ("Id" serial PRIMARY KEY, b int NOT NULL);
                CREATE TABLE e (PRIMARY KEY ("Id")) INHERITS (c); CREATE TABLE f (id int GENERATED ALWAYS AS IDENTITY, PRIMARY KEY ("Id")) INHERITS (c);
                """);
        target("""
                CREATE TABLE a ("Id" serial PRIMARY KEY, b serial);
                CREATE TABLE c ("Id" int PRIMARY KEY, b int GENERATED ALWAYS AS IDENTITY);
                CREATE TABLE d ("Id" int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, b int GENERATED ALWAYS AS IDENTITY);
                CREATE TABLE e (PRIMARY KEY ("Id")) INHERITS (c); ALTER TABLE e ALTER "Id" ADD GENERATED ALWAYS AS IDENTITY;
                CREATE TABLE f (id int, PRIMARY KEY ("Id")) INHERITS (c);
                """);
        carryOutAll(SmallSteps.config(pair).build());
        assertThat(findings()).noneMatch(finding -> finding.message().contains(" on the target only: a row with"));
        carryOutAll(SmallSteps.config(pair).build());
        assertReadyAfterSchema();
    }

    /** It takes the place of the target's. */
    @ParameterizedTest
    @CsvSource({"13, 14", "15, 18"})
    void theKeyBecomesThatOfTheSource(int from, int to) throws SQLException {
        between(from, to);
        source("""
                CREATE TABLE a (id int, "B c" int PRIMARY KEY, "D" int NOT NULL UNIQUE);
                CREATE TABLE b (id int, c int, PRIMARY KEY (c, id)) PARTITION BY LIST (id); CREATE TABLE b1 PARTITION OF b FOR VALUES IN (1);
                CREATE TABLE c (id int, b int NOT NULL, UNIQUE (b)); CREATE TABLE d (PRIMARY KEY (b)) INHERITS (c);
                CREATE TABLE e (id int, b int PRIMARY KEY); CREATE TABLE f (e int);
                """);
        target("""
                CREATE TABLE a (id int PRIMARY KEY, "B c" int, "D" int);
                CREATE TABLE b (id int, c int, PRIMARY KEY (id)) PARTITION BY LIST (id); CREATE TABLE b1 PARTITION OF b FOR VALUES IN (1);
                CREATE TABLE c (id int, b int, PRIMARY KEY (id)); CREATE TABLE d (PRIMARY KEY (id)) INHERITS (c);
                CREATE TABLE e (id int PRIMARY KEY, b int); CREATE TABLE f (e int REFERENCES e);
                """);
        carryOutAll(SmallSteps.config(pair).build());
        assertReadyAfterSchema();
    }

    private void carryOutAll(ReplicatorConfig config) throws SQLException {
        for (Finding finding : findings(config)) {
            if (finding.subject().startsWith("table ") && finding.cure().contains("On the target: ")) {
                CureLine.carryOut(pair, finding.cure());
            }
        }
    }

    private void assertReadyAfterSchema() throws SQLException {
        assertThat(fails()).isEmpty();
        schemaAndItsStatements();
        assertReady();
    }

    private ReplicatorConfig without(String table) {
        return SmallSteps.config(pair)
                .tables(new io.pgreplicator.config.TableFilter(List.of(), List.of(), List.of(), List.of(table)))
                .build();
    }

    private void schemaAndItsStatements() throws SQLException {
        List<SchemaReport.Difference> differences;
        try (Replicator replicator = open()) {
            differences = replicator.createSchema().differences();
        }
        for (SchemaReport.Difference difference : differences) {
            if (!difference.cure().isEmpty() && !difference.object().contains("heroku_reporter")) {
                target(difference.cure());
            }
        }
    }

    /** Nothing fails, and no definition differs, but for the role that only the stand-in of Heroku has, and what differs between versions. */
    private void assertReady() {
        assertThat(fails()).isEmpty();
        try (Replicator replicator = open()) {
            assertThat(replicator.createSchema().differences())
                    .filteredOn(difference -> !difference.object().equals("role heroku_reporter")
                            && !difference.object().equals("privileges on schema public to PUBLIC")
                            && !difference.object().endsWith(" to rds_master"))
                    .isEmpty();
        }
    }

    /** What fails is cured in the order of its lines; then 'schema' and its statements make the definitions equal. */
    private void assertAllCured() throws SQLException {
        for (Finding finding : fails()) {
            CureLine.carryOut(pair, finding.cure());
        }
        schemaAndItsStatements();
        assertReady();
    }

    private void assertCured(String message) throws SQLException {
        assertCured(message, SmallSteps.config(pair).build());
    }

    private void assertCured(String message, ReplicatorConfig config) throws SQLException {
        CureLine.carryOut(pair, finding(message, config).cure());
        assertThat(findings(config)).noneMatch(finding -> finding.message().contains(message));
    }

    private Finding finding(String message) {
        return finding(message, SmallSteps.config(pair).build());
    }

    private Finding finding(String message, String table) {
        List<Finding> findings = findings().stream()
                .filter(finding ->
                        finding.message().contains(message) && finding.subject().equals("table " + table))
                .toList();
        assertThat(findings).as(message).hasSize(1);
        return findings.get(0);
    }

    private static Finding finding(String message, ReplicatorConfig config) {
        List<Finding> findings = findings(config).stream()
                .filter(finding -> finding.message().contains(message))
                .toList();
        assertThat(findings).as(message).hasSize(1);
        return findings.get(0);
    }

    private List<Finding> fails() {
        return fails(SmallSteps.config(pair).build());
    }

    private static List<Finding> fails(ReplicatorConfig config) {
        return findings(config).stream()
                .filter(finding -> finding.level() == Finding.Level.FAIL)
                .toList();
    }

    private List<Finding> findings() {
        return findings(SmallSteps.config(pair).build());
    }

    private static List<Finding> findings(ReplicatorConfig config) {
        try (Replicator replicator = Replicator.open(config, ReplicationListener.NONE)) {
            return replicator.check().findings();
        }
    }

    private Replicator open() {
        return Replicator.open(SmallSteps.config(pair).build(), ReplicationListener.NONE);
    }

    private void both(String sql) throws SQLException {
        source(sql);
        target(sql);
    }

    private void source(String sql) throws SQLException {
        executeAndClose(pair.connectSource(), sql);
    }

    private void target(String sql) throws SQLException {
        executeAndClose(pair.connectTarget(), sql);
    }

    private void sourceSuperuser(String sql) throws SQLException {
        executeAndClose(pair.sourceSuperuser(), sql);
    }

    private void targetSuperuser(String sql) throws SQLException {
        executeAndClose(pair.targetSuperuser(), sql);
    }

    private static void executeAndClose(Connection connection, String sql) throws SQLException {
        try (connection) {
            execute(connection, sql);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
