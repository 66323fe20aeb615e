package io.pgreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.ByteSize;
import io.pgreplicator.config.CopyOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.preflight.Preflight;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.ReplicationListener;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every fault that the check refuses is planted and has to be named; where the cure is SQL, it is run, and the fault has to
 * be gone. Each check must leave both catalogs as they were. Confined to the test thread.
 */
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class PreflightIT {

    private static final String SCHEMA = """
            CREATE TYPE mood AS ENUM ('calm', 'cross');
            CREATE TABLE customer (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name varchar(40) NOT NULL, mood mood);
            CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint REFERENCES customer, amount numeric(10, 2),
                doubled numeric GENERATED ALWAYS AS (amount * 2) STORED);
            CREATE INDEX ON orders (amount);
            CREATE TABLE event (day date, id int, text text, PRIMARY KEY (day, id)) PARTITION BY RANGE (day);
            CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
            CREATE TABLE event_2 PARTITION OF event FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
            """;

    private DatabasePair pair = DatabasePair.create(15, 17);

    @BeforeEach
    void fill() throws SQLException {
        both(SCHEMA);
    }

    @AfterEach
    void close() {
        pair.close();
    }

    @ParameterizedTest
    @CsvSource({"13, 13", "15, 15", "13, 18", "18, 18"})
    void findsNothingInTheWayWhenAllIsWell(int sourceMajor, int targetMajor) throws SQLException {
        pair.close();
        pair = DatabasePair.create(sourceMajor, targetMajor);
        both(SCHEMA);
        List<Finding> findings = check();
        assertThat(findings).noneMatch(finding -> finding.level() == Finding.Level.FAIL);
        assertThat(findings)
                .filteredOn(finding -> finding.level() == Finding.Level.WARN)
                .allMatch(finding -> finding.message().contains("session_replication_role"))
                .hasSize(targetMajor < 15 ? 1 : 0);
        assertThat(findings)
                .hasSizeLessThan(20)
                .anyMatch(finding -> finding.message().equals("3 tables with a usable key"));
    }

    @Test
    void throwsWhenADatabaseCannotBeUsed() {
        String wrongPassword = pair.source().uri("heroku_app", "wrong", pair.sourceDatabase());
        assertRefused(wrongPassword, ErrorCode.CREDENTIALS_REFUSED);
        assertRefused(pair.source().sourceUri("no_such_database"), ErrorCode.CREDENTIALS_REFUSED);
        assertRefused("postgresql://heroku_app:app@127.0.0.1:1/app", ErrorCode.SOURCE_UNREACHABLE);
    }

    @Test
    void refusesTheSameDatabaseOnBothSides() throws SQLException {
        assertFails(check(pair.sourceUri(), pair.sourceUri(), TableFilter.all()), "same database", "another database");
    }

    @Test
    void refusesAStandbyOnEitherSide() throws SQLException {
        try (PostgresServer standby = PostgresServers.start(15)) {
            standby.createSourceDatabase("app");
            try (Connection connection = standby.connect("heroku_app", "app", "app")) {
                execute(connection, SCHEMA);
            }
            try (Connection connection = standby.superuser("app")) {
                execute(
                        connection,
                        "DO $$BEGIN EXECUTE format('COPY (SELECT) TO %L',"
                                + " current_setting('data_directory') || '/standby.signal'); END$$");
            }
            standby.stopImmediately();
            standby.startAgain();
            String uri = standby.sourceUri("app");
            assertFails(check(uri, pair.targetUri(), TableFilter.all()), "it is a standby", "primary");
            assertFails(check(pair.sourceUri(), uri, TableFilter.all()), "read-only standby", "primary");
            assertOtherVerbsReject(uri, pair.targetUri(), "source");
            assertOtherVerbsReject(pair.sourceUri(), uri, "target");
        }
    }

    private static void assertOtherVerbsReject(String source, String target, String side) {
        ReplicatorConfig config =
                ReplicatorConfig.builder().source(source).target(target).build();
        try (Replicator replicator = Replicator.open(config, ReplicationListener.NONE)) {
            List<ThrowingCallable> verbs = List.of(
                    replicator::createSchema,
                    () -> replicator.start().endWhenCopied().await(),
                    replicator::status,
                    replicator::repair,
                    replicator::compare,
                    replicator::uninstall);
            for (ThrowingCallable verb : verbs) {
                assertThatThrownBy(verb)
                        .isInstanceOfSatisfying(
                                ReplicatorException.class,
                                failure -> assertThat(failure.code()).isEqualTo(ErrorCode.PREFLIGHT_FAILED))
                        .hasMessageContaining("The " + side + " postgresql://")
                        .hasMessageContaining("read-only standby");
            }
        }
    }

    @Test
    void refusesAnOlderTarget() throws SQLException {
        pair.close();
        pair = DatabasePair.create(15, 13);
        both(SCHEMA);
        assertFails(check(), "older than the source's", "PostgreSQL 15 or newer");
    }

    @Test
    void refusesATargetThatCannotHoldTheText() throws SQLException {
        source("CREATE TABLE note (id int PRIMARY KEY)");
        String name = ServerPool.freshDatabaseName();
        try (Connection superuser = pair.targetSuperuser()) {
            execute(
                    superuser,
                    "CREATE DATABASE " + name
                            + " OWNER rds_master ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        }
        try {
            assertFails(
                    check(pair.sourceUri(), pair.target().targetUri(name), TableFilter.all()),
                    "encoding is UTF8, the target's LATIN1",
                    "ENCODING 'UTF8'");
        } finally {
            pair.target().dropDatabase(name);
        }
    }

    @Test
    void warnsOfAnotherSortOrder() throws SQLException {
        String name = ServerPool.freshDatabaseName();
        try (Connection superuser = pair.targetSuperuser()) {
            execute(
                    superuser,
                    "CREATE DATABASE " + name
                            + " OWNER rds_master LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' TEMPLATE template0");
        }
        try {
            assertWarns(
                    check(pair.sourceUri(), pair.target().targetUri(name), TableFilter.all()), "the target by libc C");
        } finally {
            pair.target().dropDatabase(name);
        }
    }

    @Test
    void refusesASchemaOfTheSameNameThatIsNotOurs() throws SQLException {
        source("CREATE SCHEMA replicator_capture CREATE TABLE theirs (id int PRIMARY KEY)");
        target("CREATE SCHEMA replicator CREATE TABLE theirs (id int PRIMARY KEY)");
        List<Finding> findings = check();
        assertThat(findings)
                .filteredOn(finding -> finding.message().matches("there is a schema replicator\\w* that is not ours.*"))
                .extracting(Finding::subject)
                .containsExactly("source privileges", "target privileges");
    }

    @Test
    void refusesASchemaOfOursThatBelongsToAnother() throws SQLException {
        sourceSuperuser("CREATE SCHEMA replicator_capture");
        assertCured("there is a schema replicator_capture that is not ours", this::sourceSuperuser);
    }

    @Test
    void refusesASourceRoleThatMayNotCreateASchema() throws SQLException {
        source("CREATE SEQUENCE counter; REVOKE ALL ON SEQUENCE counter FROM heroku_reporter");
        List<Finding> findings = check(pair.reporterUri(), pair.targetUri(), TableFilter.all());
        assertFails(findings, "permission denied for database", "GRANT CREATE ON DATABASE");
        assertFails(
                findings,
                "role heroku_reporter does not own public.customer",
                "GRANT \"heroku_app\" TO \"heroku_reporter\";");
        assertFails(findings, "lacks SELECT on the sequences", "GRANT SELECT ON SEQUENCE", "public.counter");
    }

    @Test
    void refusesASourceRoleThatMayNotWriteFunctions() throws SQLException {
        sourceSuperuser("REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC");
        assertCured("permission denied for language plpgsql", this::sourceSuperuser);
    }

    /** Whoever may not drop could never remove the replicator; who may not create cannot begin. */
    @Test
    void refusesEventTriggersThatRefuseWhatItDoes() throws SQLException {
        sourceSuperuser(
                "CREATE FUNCTION no() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''not here: %'', tg_tag; END';"
                        + " CREATE EVENT TRIGGER \"No drop\" ON sql_drop WHEN TAG IN ('DROP TRIGGER') EXECUTE FUNCTION no()");
        assertCured("not here: DROP TRIGGER", this::sourceSuperuser);
        sourceSuperuser(
                "CREATE EVENT TRIGGER no_schema ON ddl_command_end WHEN TAG IN ('CREATE SCHEMA') EXECUTE FUNCTION no()");
        assertCured("not here: CREATE SCHEMA", this::sourceSuperuser);
        targetSuperuser(
                "CREATE FUNCTION no() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''not here: %'', tg_tag; END';"
                        + " CREATE EVENT TRIGGER no_drop ON ddl_command_start WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION no()");
        assertCured("not here: DROP TABLE", this::targetSuperuser);
    }

    /** More than that a run never gets, whoever else is connected. */
    @Test
    void refusesALimitBelowWhatARunNeeds() throws SQLException {
        sourceSuperuser("DROP ROLE IF EXISTS made_by_test_limited;"
                + " CREATE ROLE made_by_test_limited LOGIN CONNECTION LIMIT 5 PASSWORD 'secret' IN ROLE heroku_app");
        try {
            String limited = pair.sourceUri().replaceFirst("//[^@]*@", "//made_by_test_limited:secret@");
            List<Finding> findings = check(limited, pair.targetUri(), TableFilter.all());
            assertFails(
                    findings,
                    "up to 8 are needed, and role made_by_test_limited may have 5",
                    "On the source, as an administrator: ALTER ROLE \"made_by_test_limited\" CONNECTION LIMIT 8;");
            sourceSuperuser("ALTER ROLE made_by_test_limited CONNECTION LIMIT 8");
            assertThat(fails(check(limited, pair.targetUri(), TableFilter.all())))
                    .noneMatch(finding -> finding.subject().endsWith("connections"));
        } finally {
            sourceSuperuser("DROP ROLE made_by_test_limited");
        }
        for (Operator operator : List.<Operator>of(this::source, this::target)) {
            operator.run(
                    "DO $$BEGIN EXECUTE format('ALTER DATABASE %I CONNECTION LIMIT 5', current_database()); END$$");
            assertCured("takes 5 of all roles together", operator);
        }
    }

    @Test
    void refusesASchemaThatMayNotBeUsed() throws SQLException {
        both("CREATE SCHEMA shut CREATE TABLE thing (id int PRIMARY KEY)");
        sourceSuperuser("ALTER SCHEMA shut OWNER TO postgres");
        targetSuperuser("ALTER SCHEMA shut OWNER TO postgres; GRANT USAGE ON SCHEMA shut TO rds_master");
        assertCured("USAGE of its schema", this::sourceSuperuser);
        assertCured("may not create in schema shut", this::targetSuperuser);
    }

    @Test
    void refusesATargetRoleWithoutTemporaryTables() throws SQLException {
        targetSuperuser("REVOKE TEMPORARY ON DATABASE " + pair.targetDatabase() + " FROM PUBLIC, rds_master");
        assertCured("permission denied to create temporary tables", this::targetSuperuser);
    }

    @Test
    void refusesATargetTableOfAnotherOwner() throws SQLException {
        targetSuperuser("ALTER TABLE event_2 OWNER TO postgres; GRANT ALL ON event_2 TO rds_master");
        assertCured("does not own public.event_2", this::targetSuperuser);
    }

    @Test
    void refusesTargetPrivilegesThatWereRevoked() throws SQLException {
        target("REVOKE INSERT, DELETE ON customer FROM rds_master");
        assertCured("public.customer (INSERT, DELETE)", this::target);
    }

    @Test
    void refusesRowSecurityThatBindsTheRole() throws SQLException {
        source("ALTER TABLE orders ENABLE ROW LEVEL SECURITY; ALTER TABLE orders FORCE ROW LEVEL SECURITY");
        assertCured("row security binds role heroku_app", this::source);
        target("ALTER TABLE orders ENABLE ROW LEVEL SECURITY; ALTER TABLE orders FORCE ROW LEVEL SECURITY");
        assertCured("row security binds role rds_master", this::target);
    }

    @Test
    void refusesTablesWithoutAKey() throws SQLException {
        both("CREATE TABLE bare (a int, b text);"
                + "CREATE TABLE counted (replicator_id int);"
                + "CREATE TABLE loose (a int, \"B\" text, UNIQUE (a, \"B\"));"
                + "CREATE TABLE part (a int) PARTITION BY LIST ((a + 1))");
        List<Finding> findings = check();
        assertFails(findings, "no valid unique index", "ADD COLUMN replicator_id", "table public.bare");
        assertFails(findings, "no valid unique index", "ADD COLUMN replicator_id_2", "table public.counted");
        assertFails(findings, "loose_a_B_key may be null", "ALTER COLUMN \"B\" SET NOT NULL", "table public.loose");
        assertFails(findings, "no valid unique index", "the partition key among them", "table public.part");
        for (Finding finding : fails(findings)) {
            if (!finding.subject().endsWith("part")) {
                source(statement(finding, "On the source: "));
                target(statement(finding, "On the target: "));
            }
        }
        assertThat(fails(check())).extracting(Finding::subject).containsExactly("table public.part");
        assertThat(fails(check(new TableFilter(List.of(), List.of(), List.of(), List.of("part")))))
                .isEmpty();
    }

    /** What the cure says to run there. */
    private static String statement(Finding finding, String where) {
        return finding.cure()
                .lines()
                .filter(line -> line.startsWith(where))
                .map(line -> line.substring(where.length()))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void refusesAMissingExtensionThatAColumnNeeds() throws SQLException {
        source("CREATE EXTENSION citext; CREATE EXTENSION pg_trgm; CREATE DOMAIN mail AS citext;"
                + " CREATE TABLE person (id int PRIMARY KEY, mail mail[])");
        List<Finding> findings = check();
        assertFails(findings, "needed by 1 column, for example public.person (mail)", "CREATE EXTENSION \"citext\"");
        assertWarns(findings, "missing on the target; no column of the selected tables needs it");
        target("CREATE SCHEMA heroku_ext; CREATE EXTENSION citext SCHEMA heroku_ext;"
                + " CREATE TABLE person (id int PRIMARY KEY, mail heroku_ext.citext[])");
        source("ALTER TABLE person ALTER COLUMN mail TYPE citext[]");
        assertThat(fails(check())).isEmpty();
    }

    @Test
    void refusesTablesThatAreMissingOrSomethingElse() throws SQLException {
        source("CREATE TABLE absent (id int PRIMARY KEY); CREATE TABLE mirror (id int PRIMARY KEY);"
                + " CREATE TABLE slice (day date, id int, text text, PRIMARY KEY (day, id))");
        target("CREATE VIEW mirror AS SELECT 1 AS id;"
                + " CREATE TABLE slice PARTITION OF event FOR VALUES FROM ('2026-05-01') TO ('2026-06-01')");
        List<Finding> findings = check();
        assertFails(findings, "missing: public.absent", "replicator schema");
        assertFails(findings, "on the target this is a view", "SET SCHEMA", "table public.mirror");
        assertFails(findings, "this is a partition of another table", "SET SCHEMA", "table public.slice");
    }

    @Test
    void refusesColumnsThatDoNotMatch() throws SQLException {
        source("CREATE TABLE shape (id int PRIMARY KEY, gone int, typed numeric(8, 2), computed int, counted int,"
                + " free int, same text)");
        target("CREATE TABLE shape (same text, id int PRIMARY KEY, typed numeric(6, 2),"
                + " computed int GENERATED ALWAYS AS (id + 1) STORED, counted int GENERATED ALWAYS AS IDENTITY,"
                + " free int NOT NULL, needed int NOT NULL, extra int, filled int NOT NULL DEFAULT 1)");
        List<Finding> findings = check();
        assertFails(findings, "column gone is missing on the target", "ADD COLUMN \"gone\" integer");
        assertFails(findings, "typed is numeric(8,2) on the source, numeric(6,2) on the target", "TYPE numeric(8,2)");
        assertFails(findings, "computed is generated on the target only", "DROP EXPRESSION");
        assertFails(findings, "counted is GENERATED ALWAYS AS IDENTITY on the target only", "SET GENERATED BY DEFAULT");
        assertFails(findings, "needed exists on the target only, is NOT NULL", "DROP NOT NULL");
        assertWarns(findings, "column extra exists on the target only");
        assertWarns(findings, "column filled exists on the target only");
        assertWarns(findings, "free is NOT NULL on the target only");
        for (Finding finding : fails(findings)) {
            target(statement(finding));
        }
        assertThat(fails(check())).isEmpty();
    }

    /** Its types and their parts, its sequences with all their options; whatever can be created is, by the cure as it stands. */
    @Test
    void aColumnComesWithWhatItNeeds() throws SQLException {
        both("CREATE TABLE shape (id int PRIMARY KEY); CREATE SCHEMA \"Shut\"");
        source("""
                CREATE TYPE "Shut".mood AS ENUM ('calm; NOT VALID', 'it''s');
                CREATE DOMAIN short AS varchar(9) COLLATE "C" DEFAULT 'x' NOT NULL CONSTRAINT named CHECK (VALUE <> ' NOT VALID');
                ALTER DOMAIN short ADD CONSTRAINT later CHECK (VALUE <> 'y') NOT VALID;
                CREATE TYPE pair AS (mood "Shut".mood[], "Note" text COLLATE "C");
                CREATE DOMAIN deep AS pair[];
                CREATE TYPE span AS RANGE (subtype = short);
                CREATE SEQUENCE down AS smallint INCREMENT -2 MINVALUE -100 MAXVALUE 50 START 10 CACHE 3 CYCLE;
                CREATE SEQUENCE up INCREMENT 7;
                ALTER TABLE shape ADD moods "Shut".mood[], ADD deep deep, ADD span span, ADD down smallint DEFAULT nextval('down'),
                    ADD up bigint NOT NULL DEFAULT nextval('up'),
                    ADD counted int GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME shape_counts INCREMENT 3 START 5);
                ALTER SEQUENCE down OWNED BY shape.down;
                """);
        List<Finding> findings = fails(check());
        assertThat(findings).hasSize(6).allMatch(finding -> finding.message().contains("is missing on the target"));
        for (int i = 0; i < findings.size(); i++) {
            // each anew: what the first has created the next ones need no more
            target(statement(fails(check()).get(0)));
        }
        assertThat(fails(check())).isEmpty();
        for (String query : List.of(
                "SELECT string_agg(to_jsonb(s)::text, ' ' ORDER BY sequencename) FROM (SELECT sequencename, data_type, start_value,"
                        + " min_value, max_value, increment_by, cycle, cache_size, pg_get_serial_sequence('shape', 'down')"
                        + " FROM pg_sequences WHERE sequencename IN ('down', 'up', 'shape_counts')) AS s",
                "SELECT string_agg(pg_get_constraintdef(oid), ' ' ORDER BY conname) FROM pg_constraint WHERE contypid = 'short'::regtype"
                        + " AND contype = 'c'",
                "SELECT format('%s %s', typdefault, typcollation) FROM pg_type WHERE typname = 'short'")) {
            assertThat(text(pair.connectTarget(), query)).isEqualTo(text(pair.connectSource(), query));
        }
    }

    /** A type that nobody can create by a statement, and one in a schema that the role may not use. */
    @Test
    void aColumnWhoseTypeCannotBeGivenIsNamed() throws SQLException {
        both("CREATE TABLE shape (id int PRIMARY KEY)");
        source("CREATE TABLE other (id int PRIMARY KEY); ALTER TABLE shape ADD other other[], ADD mood text");
        sourceSuperuser(
                "CREATE SCHEMA shut; CREATE TYPE shut.mood AS ENUM ('calm'); GRANT USAGE ON SCHEMA shut TO heroku_app;"
                        + " ALTER TABLE public.shape ALTER mood TYPE shut.mood USING NULL");
        targetSuperuser("CREATE SCHEMA shut; CREATE TYPE shut.mood AS ENUM ('calm')");
        List<Finding> findings = check();
        assertFails(findings, "column mood is missing", "ADD COLUMN \"mood\" shut.mood;");
        assertFails(
                findings,
                "column other is missing",
                "First create the type public.other on the target as the source has it; no statement can be given for it.");
    }

    @Test
    void refusesAColumnThatIsGeneratedOnTheSourceOnly() throws SQLException {
        target("ALTER TABLE orders ALTER COLUMN doubled DROP EXPRESSION");
        assertFails(check(), "doubled is generated on the source only", "GENERATED ALWAYS AS");
    }

    /** Each statement of the first column makes the second one's difference, of the kind that the third says. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CREATE DOMAIN it AS numeric(12, 4)         | CREATE DOMAIN it AS numeric(12, 2)         | a domain of numeric(12,4) on the source, a domain of numeric(12,2)
            CREATE DOMAIN it AS text COLLATE "C"       | CREATE DOMAIN it AS text                   | a domain of text COLLATE "C" on the source, a domain of text on
            CREATE TYPE it AS ENUM ('a', 'b')          | CREATE TYPE it AS ENUM ('b', 'a')          | an enum of a, b on the source, an enum of b, a
            CREATE TYPE it AS ENUM ('a', 'b')          | CREATE TYPE it AS ENUM ('a', 'c')          | an enum of a, b on the source, an enum of a, c
            CREATE TYPE it AS ENUM ('a', 'b')          | CREATE DOMAIN it AS text                   | an enum of a, b on the source, a domain of text
            CREATE TYPE it AS (a int, b int)           | CREATE TYPE it AS (b int, a int)           | a composite of a integer, b integer on the source, a composite of b
            CREATE TYPE it AS (a int, b int)           | CREATE TYPE it AS (a int, b int, c int)    | a composite of a integer, b integer on the source, a composite of a integer, b integer, c
            CREATE TYPE it AS (a int, b int, c int)    | CREATE TYPE it AS (a int, b int)           | a composite of a integer, b integer, c integer on the source
            CREATE TYPE it AS (a varchar(9))           | CREATE TYPE it AS (a varchar(8))           | a composite of a character varying(9) on the source
            CREATE TYPE it AS RANGE (subtype = int8)   | CREATE TYPE it AS RANGE (subtype = int4)   | a range of bigint by int8_ops on the source, a range of integer
            CREATE TYPE it AS RANGE (subtype = text)   | CREATE TYPE it AS RANGE (subtype = text, collation = "C") | a range of text by text_ops on the source, a range of text COLLATE "C"
            """, quoteCharacter = '`')
    void refusesTypesOfTheSameNameThatAreNotTheSame(String source, String target, String message) throws SQLException {
        String tables = "; CREATE TYPE around AS (v it[]); CREATE TABLE direct (id int PRIMARY KEY, v it);"
                + " CREATE TABLE nested (id int PRIMARY KEY, v around[])";
        source(source + tables);
        target(target + tables);
        List<Finding> found = fails(check());
        assertThat(found).extracting(Finding::subject).containsExactly("type public.it");
        assertThat(found.get(0).message()).contains(message, "values of public.direct, public.nested would not be");
        target(statement(found.get(0)));
        if (found.get(0).cure().contains("replicator schema")) {
            target(source + tables);
        }
        assertThat(check()).noneMatch(finding -> finding.subject().startsWith("type "));
        assertThat(fails(check())).isEmpty();
    }

    @Test
    void warnsOfTypesThatRefuseMoreOnTheTarget() throws SQLException {
        both("CREATE DOMAIN fewer AS int CHECK (VALUE < 100); CREATE TYPE shade AS ENUM ('grey');"
                + " CREATE TABLE typed (id int PRIMARY KEY, v fewer, s shade)");
        source("ALTER TYPE shade ADD VALUE 'black'");
        source("ALTER TYPE shade ADD VALUE 'white' BEFORE 'grey'");
        target("ALTER DOMAIN fewer ADD CONSTRAINT few CHECK (VALUE > 5); ALTER DOMAIN fewer SET NOT NULL;"
                + " ALTER TYPE mood ADD VALUE 'glad'");
        List<Finding> findings = check();
        assertThat(fails(findings)).isEmpty();
        assertWarns(findings, "it has the constraint CHECK ((VALUE > 5)) on the target only");
        assertWarns(findings, "it has the constraint NOT NULL on the target only");
        assertWarns(findings, "rows that hold them are refused until it has them: white, black");
        assertWarns(findings, "it has labels on the target only: glad");
        for (Finding finding : findings) {
            if (finding.subject().startsWith("type ") && finding.cure().contains(";")) {
                target(statement(finding));
            }
        }
        assertThat(check())
                .filteredOn(finding -> finding.subject().startsWith("type "))
                .extracting(Finding::message)
                .containsExactly("it has labels on the target only: glad");
    }

    @ParameterizedTest
    @CsvSource({"13, 15", "15, 17"})
    void refusesAGeneratedColumnOfAnotherExpression(int sourceMajor, int targetMajor) throws SQLException {
        pair.close();
        pair = DatabasePair.create(sourceMajor, targetMajor);
        both(SCHEMA);
        target(
                "ALTER TABLE orders DROP COLUMN doubled, ADD doubled numeric GENERATED ALWAYS AS (amount + amount) STORED");
        assertCured("doubled is computed as (amount * (2)::numeric) on the source", this::target);
    }

    @Test
    void acceptsAnExpressionOverAnExtensionThatIsElsewhere() throws SQLException {
        source("CREATE EXTENSION citext; CREATE TABLE person (id int PRIMARY KEY, mail citext,"
                + " at int GENERATED ALWAYS AS (strpos(mail, '@'::citext)) STORED)");
        target("CREATE SCHEMA heroku_ext; CREATE EXTENSION citext SCHEMA heroku_ext; CREATE TABLE person"
                + " (id int PRIMARY KEY, mail heroku_ext.citext,"
                + " at int GENERATED ALWAYS AS (heroku_ext.strpos(mail, '@'::heroku_ext.citext)) STORED)");
        assertThat(fails(check())).isEmpty();
    }

    @Test
    void warnsOfAnotherVersionOfANeededExtension() throws SQLException {
        source("CREATE EXTENSION citext VERSION '1.4'; CREATE TABLE person (id int PRIMARY KEY, mail citext)");
        target("CREATE EXTENSION citext; CREATE TABLE person (id int PRIMARY KEY, mail citext)");
        List<Finding> findings = check();
        assertThat(fails(findings)).isEmpty();
        assertWarns(findings, "it is of version 1.4 on the source");
    }

    @Test
    void warnsOfIndexesThatAnotherCollationLibraryBuilt() throws SQLException {
        both("CREATE TABLE named (name text COLLATE \"en-x-icu\" PRIMARY KEY)");
        sourceSuperuser("UPDATE pg_collation SET collversion = '1' WHERE collname = 'en-x-icu'");
        List<Finding> findings = check();
        assertThat(fails(findings)).isEmpty();
        assertWarns(findings, "the collation pg_catalog.\"en-x-icu\" was of version 1");
        assertThat(findings)
                .anyMatch(finding -> finding.cure().contains("REINDEX INDEX CONCURRENTLY \"public\".\"named_pkey\";")
                        && finding.cure().contains("bt_index_check('\"public\".\"named_pkey\"', true)"));
    }

    @Test
    void warnsOfADatabaseWhoseOwnCollationHasAnotherVersion() throws SQLException {
        String name = ServerPool.freshDatabaseName();
        try (Connection superuser = pair.sourceSuperuser()) {
            execute(
                    superuser,
                    "CREATE DATABASE " + name
                            + " OWNER heroku_app LOCALE_PROVIDER icu ICU_LOCALE 'en' TEMPLATE template0");
            execute(superuser, "UPDATE pg_database SET datcollversion = '1' WHERE datname = '" + name + "'");
        }
        try {
            try (Connection owner = pair.source().connect("heroku_app", "app", name)) {
                execute(owner, "CREATE SCHEMA own CREATE TABLE named (name text PRIMARY KEY)");
            }
            assertWarns(
                    check(pair.source().sourceUri(name), pair.targetUri(), TableFilter.all()),
                    "the collation of the database " + name + " was of version 1");
        } finally {
            pair.source().dropDatabase(name);
        }
    }

    @Test
    void refusesATargetWithoutTheKey() throws SQLException {
        target("ALTER TABLE orders DROP CONSTRAINT orders_pkey");
        both("CREATE TABLE coded (a int NOT NULL, b int NOT NULL)");
        source("ALTER TABLE coded ADD UNIQUE (a, b)");
        List<Finding> findings = check();
        assertFails(findings, "no usable unique index over (id)", "ADD CONSTRAINT orders_pkey PRIMARY KEY (id);");
        for (Finding finding : fails(findings)) {
            target(statement(finding));
        }
        assertThat(fails(check())).isEmpty();
    }

    /** Only those in whose functions tables are read: by their text, or by what the server has understood of it. */
    @ParameterizedTest
    @CsvSource({"13, 13", "15, 18"})
    void warnsOfGeneratedColumnsThatDependOnOtherTables(int from, int to) throws SQLException {
        pair.close();
        pair = DatabasePair.create(from, to);
        String parsed = "RETURN (SELECT name FROM customer WHERE id = n)";
        both(
                SCHEMA
                        + "CREATE FUNCTION plain(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + 1';"
                        + "CREATE FUNCTION name_of(n bigint) RETURNS text LANGUAGE sql IMMUTABLE "
                        + (from < 14 ? "AS 'SELECT name FROM public.customer WHERE id = n';" : parsed + ";")
                        + "CREATE FUNCTION pl(n bigint) RETURNS text LANGUAGE plpgsql IMMUTABLE AS"
                        + " 'BEGIN RETURN (SELECT name FROM public.customer WHERE id = n); END';"
                        + "CREATE TABLE computed (id int PRIMARY KEY, a int GENERATED ALWAYS AS (plain(id)) STORED,"
                        + " b text GENERATED ALWAYS AS (name_of(id)) STORED, c text GENERATED ALWAYS AS (pl(id) || 'x') STORED)");
        assertThat(check())
                .filteredOn(finding -> finding.message().contains("may read other tables"))
                .allMatch(finding -> finding.level() == Finding.Level.WARN)
                .extracting(
                        finding -> finding.subject() + ": " + finding.message().replaceFirst(",.*", ""))
                .containsExactly(
                        "table public.computed: generated column b calls public.name_of(bigint)",
                        "table public.computed: generated column c calls public.pl(bigint)");
    }

    @Test
    void refusesTargetTablesWithForeignRows() throws SQLException {
        target("INSERT INTO event VALUES ('2026-01-05', 1, 'old'); INSERT INTO customer (name) VALUES ('old')");
        assertCured("not filled by this program: public.customer, public.event", this::target);
    }

    @Test
    void acceptsRowsOfItsOwnAndTheKeyThatIsOffMeanwhile() throws SQLException, InterruptedException {
        source("INSERT INTO event VALUES ('2026-01-05', 1, 'copied')");
        try (Replicator replicator = Replicator.open(config(), event -> {});
                Replication replication = replicator.start().endWhenCopied()) {
            replication.await();
        }
        target("ALTER TABLE event DROP CONSTRAINT event_pkey");
        assertThat(fails(check())).isEmpty();
    }

    @Test
    void refusesTriggersAndRulesThatWouldActOnReplicatedRows() throws SQLException {
        target("CREATE FUNCTION act() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
                + " CREATE TRIGGER always BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION act();"
                + " ALTER TABLE orders ENABLE ALWAYS TRIGGER always;"
                + " CREATE TRIGGER replica BEFORE INSERT ON event_1 FOR EACH ROW EXECUTE FUNCTION act();"
                + " ALTER TABLE event_1 ENABLE REPLICA TRIGGER replica;"
                + " CREATE TRIGGER ordinary BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION act();"
                + " CREATE RULE quiet AS ON DELETE TO orders DO INSTEAD NOTHING;"
                + " ALTER TABLE orders ENABLE ALWAYS RULE quiet;"
                + " CREATE RULE note AS ON UPDATE TO customer DO ALSO NOTIFY changed");
        List<Finding> findings = check();
        assertFails(findings, "trigger always is ENABLE ALWAYS", "DISABLE TRIGGER \"always\"");
        assertFails(
                findings, "trigger replica is ENABLE REPLICA", "ALTER TABLE \"public\".\"event_1\" DISABLE TRIGGER");
        assertFails(findings, "rule quiet would rewrite", "DISABLE RULE \"quiet\"");
        assertFails(findings, "with the rule note, even disabled", "DROP RULE \"note\" ON \"public\".\"customer\"");
        for (Finding finding : fails(findings)) {
            target(statement(finding));
        }
        findings = check();
        assertThat(fails(findings)).isEmpty();
        assertThat(findings).anyMatch(finding -> finding.message().startsWith("1 trigger of the target"));
    }

    @Test
    void refusesATriggerOnOnePartitionWhereTheReplicaRoleIsNotAllowed() throws SQLException {
        pair.close();
        pair = DatabasePair.create(13, 13);
        both(SCHEMA);
        target("CREATE FUNCTION act() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
                + " CREATE TRIGGER whole BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION act();"
                + " CREATE TRIGGER always BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION act();"
                + " ALTER TABLE orders ENABLE ALWAYS TRIGGER always;"
                + " CREATE TRIGGER alone BEFORE INSERT ON event_1 FOR EACH ROW EXECUTE FUNCTION act()");
        assertCured("trigger alone stands on this partition alone", this::target);
        assertThat(fails(check())).as("what the replicator disables by itself").isEmpty();
    }

    @Test
    void refusesForeignPartitions() throws SQLException {
        sourceSuperuser("CREATE FOREIGN DATA WRAPPER far; CREATE SERVER far FOREIGN DATA WRAPPER far;"
                + " CREATE FOREIGN TABLE far_table (id int) SERVER far; ALTER FOREIGN TABLE far_table OWNER TO heroku_app;"
                + " CREATE TABLE mixed (id int, text text) PARTITION BY LIST (id);"
                + " CREATE FOREIGN TABLE mixed_far PARTITION OF mixed FOR VALUES IN (1) SERVER far;"
                + " ALTER TABLE mixed OWNER TO heroku_app; ALTER FOREIGN TABLE mixed_far OWNER TO heroku_app");
        List<Finding> findings = check();
        assertFails(findings, "partitions are foreign tables", "DETACH PARTITION \"public\".\"mixed_far\"");
        assertWarns(findings, "1 foreign table, because their rows are on another server: public.far_table");
    }

    @Test
    void refusesAnEmptySelection() throws SQLException {
        List<Finding> findings = check(new TableFilter(List.of(), List.of(), List.of("nothing*"), List.of()));
        assertFails(findings, "no table of the source takes part", "--table");
        assertWarns(
                check(new TableFilter(List.of(), List.of(), List.of("customer", "event_1"), List.of())),
                "no table matches event_1");
    }

    @Test
    void refusesSequencesThatMayNotBeSet() throws SQLException {
        both("CREATE SEQUENCE ticket");
        targetSuperuser("ALTER SEQUENCE ticket OWNER TO postgres");
        assertCured("lacks SELECT, UPDATE on the sequences public.ticket", this::targetSuperuser);
        target("CREATE SEQUENCE own");
        source("CREATE SEQUENCE counter");
        assertWarns(check(), "their values are not carried: public.counter");
    }

    @Test
    void saysOfEverythingElseWhyItIsNotReplicated() throws SQLException {
        both("CREATE UNLOGGED TABLE scratch (id int PRIMARY KEY);"
                + "CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE heir (PRIMARY KEY (id)) INHERITS (parent)");
        source("CREATE MATERIALIZED VIEW totals AS SELECT 1 AS n; SELECT lo_create(0)");
        source("BEGIN; CREATE TABLE undecided (id int PRIMARY KEY); PREPARE TRANSACTION '" + pair.sourceDatabase()
                + "'");
        sourceSuperuser("CREATE PUBLICATION everything FOR ALL TABLES");
        try {
            List<Finding> findings = check(new TableFilter(List.of(), List.of(), List.of(), List.of("customer")), 40);
            assertThat(fails(findings)).isEmpty();
            assertWarns(findings, "a crash of the source empties them without any trigger: public.scratch");
            assertWarns(findings, "1 materialized view, because they are computed from tables: public.totals");
            assertWarns(findings, "1 large object: triggers do not see their writes");
            assertWarns(findings, "prepared transaction " + pair.sourceDatabase() + " is pending");
            assertWarns(findings, "publication everything is FOR ALL TABLES");
            assertWarns(findings, "(orders_customer_fkey) refers to public.customer");
            assertWarns(findings, "up to 44 of 197 would be used; a tenth, 19");
            assertThat(findings)
                    .extracting(Finding::message)
                    .contains(
                            "1 table left out by --schema, --exclude-schema, --table and --exclude-table",
                            "2 tables of an inheritance tree: captured by row triggers, which cost more per row");
        } finally {
            source("ROLLBACK PREPARED '" + pair.sourceDatabase() + "'");
        }
    }

    @Test
    void waitsForNobodyAndHoldsNobodyUp() throws Exception {
        try (Connection writer = pair.connectSource()) {
            writer.setAutoCommit(false);
            execute(writer, "LOCK TABLE orders IN ROW EXCLUSIVE MODE");
            CompletableFuture<List<Finding>> checking = CompletableFuture.supplyAsync(() -> run(config()));
            assertThat(fails(checking.get(30, TimeUnit.SECONDS))).isEmpty();
            writer.rollback();
        }
    }

    private List<Finding> check() throws SQLException {
        return check(TableFilter.all());
    }

    private List<Finding> check(TableFilter filter) throws SQLException {
        return check(pair.sourceUri(), pair.targetUri(), filter);
    }

    private List<Finding> check(TableFilter filter, int streams) throws SQLException {
        return unchanged(builder(pair.sourceUri(), pair.targetUri(), filter)
                .copy(new CopyOptions(streams, ByteSize.ofMegabytes(1), 1, ByteSize.ofMegabytes(64)))
                .build());
    }

    private List<Finding> check(String source, String target, TableFilter filter) throws SQLException {
        return unchanged(builder(source, target, filter).build());
    }

    private ReplicatorConfig config() {
        return builder(pair.sourceUri(), pair.targetUri(), TableFilter.all()).build();
    }

    private static ReplicatorConfig.Builder builder(String source, String target, TableFilter filter) {
        return ReplicatorConfig.builder().source(source).target(target).tables(filter);
    }

    private List<Finding> unchanged(ReplicatorConfig config) throws SQLException {
        try (Connection source = pair.sourceSuperuser();
                Connection target = pair.targetSuperuser()) {
            CatalogState sourceBefore = CatalogState.read(source);
            CatalogState targetBefore = CatalogState.read(target);
            List<Finding> findings = run(config);
            assertThat(CatalogState.read(source)).isEqualTo(sourceBefore);
            assertThat(CatalogState.read(target)).isEqualTo(targetBefore);
            return findings;
        }
    }

    private static List<Finding> run(ReplicatorConfig config) {
        try (var source = new Database(Side.SOURCE, config.source(), config.sessions());
                var target = new Database(Side.TARGET, config.target(), config.sessions())) {
            return Preflight.run(source, target, config);
        }
    }

    /** Runs SQL on one side. */
    @FunctionalInterface
    private interface Operator {
        void run(String sql) throws SQLException;
    }

    /** The one thing in the way is the one expected, and its cure cures it. */
    private void assertCured(String message, Operator operator) throws SQLException {
        List<Finding> findings = fails(check()).stream()
                .filter(finding -> finding.message().contains(message))
                .toList();
        assertThat(findings).as(message).hasSize(1);
        operator.run(statement(findings.get(0)));
        assertThat(check()).noneMatch(finding -> finding.message().contains(message));
    }

    private void assertRefused(String source, ErrorCode code) {
        assertThatThrownBy(() ->
                        run(builder(source, pair.targetUri(), TableFilter.all()).build()))
                .isInstanceOfSatisfying(ReplicatorException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(code);
                    assertThat(failure.cure()).isNotEmpty();
                    assertThat(failure.getMessage()).doesNotContain("wrong", "\n");
                });
    }

    private static void assertFails(List<Finding> findings, String message, String cure) {
        assertThat(fails(findings))
                .as("FAIL %s", message)
                .anyMatch(finding ->
                        finding.message().contains(message) && finding.cure().contains(cure));
    }

    private static void assertFails(List<Finding> findings, String message, String cure, String subject) {
        assertThat(fails(findings))
                .as("FAIL %s: %s", subject, message)
                .anyMatch(finding -> finding.message().contains(message)
                        && finding.cure().contains(cure)
                        && (finding.subject() + finding.message()).contains(subject));
    }

    private static void assertWarns(List<Finding> findings, String message) {
        assertThat(findings)
                .as("WARN %s", message)
                .anyMatch(finding -> finding.level() == Finding.Level.WARN
                        && finding.message().contains(message));
    }

    private static List<Finding> fails(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.level() == Finding.Level.FAIL)
                .toList();
    }

    /** The SQL at the beginning of a cure; advice may follow it. */
    private static String statement(Finding finding) {
        assertThat(finding.cure()).contains(";");
        return finding.cure()
                .substring(0, finding.cure().lastIndexOf(';'))
                .replaceFirst("^On the (source|target)(, as an administrator)?: ", "");
    }

    private void both(String sql) throws SQLException {
        source(sql);
        target(sql);
    }

    private void source(String sql) throws SQLException {
        try (Connection connection = pair.connectSource()) {
            execute(connection, sql);
        }
    }

    private void target(String sql) throws SQLException {
        try (Connection connection = pair.connectTarget()) {
            execute(connection, sql);
        }
    }

    private void sourceSuperuser(String sql) throws SQLException {
        try (Connection connection = pair.sourceSuperuser()) {
            execute(connection, sql);
        }
    }

    private void targetSuperuser(String sql) throws SQLException {
        try (Connection connection = pair.targetSuperuser()) {
            execute(connection, sql);
        }
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
