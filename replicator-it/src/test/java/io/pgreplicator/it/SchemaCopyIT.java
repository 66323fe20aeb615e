package io.pgreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.SchemaOptions;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.preflight.Preflight;
import io.pgreplicator.schema.SchemaCopy;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.ReplicationEvent.SchemaCopyEnded;
import io.pgreplicator.telemetry.ReplicationEvent.SchemaObjectLeftOut;
import io.pgreplicator.telemetry.SchemaReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Carries schemas between real servers with the installed pg_dump, all of them or nothing. The source is never changed.
 * Confined to the test thread.
 */
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class SchemaCopyIT {

    private static final String SCHEMA = """
            CREATE SCHEMA heroku_ext; CREATE EXTENSION citext SCHEMA heroku_ext;
            CREATE SCHEMA "Odd ""one";
            CREATE TYPE mood AS ENUM ('calm', 'cross');
            CREATE DOMAIN positive AS int CHECK (VALUE > 0);
            CREATE TABLE customer (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, mail heroku_ext.citext UNIQUE, mood mood);
            CREATE TABLE "Odd ""one"."Order" (id serial PRIMARY KEY, customer bigint REFERENCES customer ON DELETE CASCADE,
                amount positive NOT NULL DEFAULT 1, doubled int GENERATED ALWAYS AS (amount * 2) STORED);
            CREATE INDEX "By Amount" ON "Odd ""one"."Order" (amount DESC) WHERE amount > 10;
            CREATE TABLE event (day date, id int, PRIMARY KEY (day, id)) PARTITION BY RANGE (day);
            CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
            CREATE INDEX ON event_1 (id);
            CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
            CREATE TRIGGER touched BEFORE UPDATE ON customer FOR EACH ROW EXECUTE FUNCTION touch();
            CREATE VIEW moods AS SELECT mood, count(*) FROM customer GROUP BY mood;
            COMMENT ON VIEW moods IS 'how they are';
            CREATE MATERIALIZED VIEW totals AS SELECT count(*) FROM customer;
            CREATE SEQUENCE ticket START 5 INCREMENT 5 MAXVALUE 1000 CYCLE;
            """;

    private static final String PLATFORM = """
            CREATE SCHEMA _heroku; CREATE TABLE _heroku.secret (id int);
            CREATE FUNCTION _heroku.guard() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
            CREATE EVENT TRIGGER guard ON ddl_command_end EXECUTE FUNCTION _heroku.guard();
            COMMENT ON EVENT TRIGGER guard IS 'not ours';
            COMMENT ON EXTENSION plpgsql IS 'not ours either';
            CREATE PUBLICATION everything FOR ALL TABLES;
            CREATE SCHEMA replicator_capture; CREATE TABLE replicator_capture.capture (migration_id uuid);
            CREATE FUNCTION replicator_capture.write() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
            REVOKE ALL ON FUNCTION replicator_capture.write() FROM PUBLIC;
            CREATE TRIGGER replicator_write AFTER INSERT ON customer FOR EACH ROW EXECUTE FUNCTION replicator_capture.write();
            ALTER SCHEMA replicator_capture OWNER TO heroku_app; ALTER TABLE replicator_capture.capture OWNER TO heroku_app;
            """;

    private static final String OF_SUPERUSERS = """
            GRANT CREATE ON SCHEMA public TO PUBLIC;
            CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
            CREATE FUNCTION public.tcmp(text, text) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT CASE WHEN lower($1) < lower($2) THEN -1
            -- as text
            WHEN lower($1) > lower($2) THEN 1 ELSE 0 END';
            CREATE FUNCTION public.tlt(text, text) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT public.tcmp($1, $2) < 0';
            CREATE OPERATOR public.<<< (LEFTARG = text, RIGHTARG = text, FUNCTION = public.tlt);
            CREATE OPERATOR FAMILY public.ci USING btree;
            CREATE OPERATOR CLASS public.ci_ops FOR TYPE text USING btree FAMILY public.ci AS OPERATOR 1 public.<<<,
                FUNCTION 1 public.tcmp(text, text);
            CREATE TYPE public.bt;
            CREATE FUNCTION public.bt_in(cstring) RETURNS public.bt LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
            CREATE FUNCTION public.bt_out(public.bt) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
            CREATE TYPE public.bt (INPUT = public.bt_in, OUTPUT = public.bt_out, LIKE = int4);
            """;

    private static final String PUBLICATION =
            "publication everything is missing on the target (ALL TABLES WITH publish = 'insert, update, delete,"
                    + " truncate'). On the target: CREATE PUBLICATION everything FOR ALL TABLES WITH (publish = 'insert, update, delete,"
                    + " truncate'); -- its subscribers have to follow this server, too";

    private static final String CREATE_IN_PUBLIC =
            "privileges on schema public to PUBLIC differs: CREATE, USAGE on the source, USAGE on the target. On the target: GRANT CREATE ON"
                    + " SCHEMA \"public\" TO PUBLIC;";

    /** What comes to {@link #SCHEMA} and two tables later: new objects of every kind, and parts of those that were there. */
    private static final String LATER = """
            CREATE TYPE colour AS ENUM ('red', 'green'); CREATE TYPE pair AS (a int, b colour[]);
            CREATE DOMAIN level AS int CONSTRAINT upwards CHECK (VALUE >= 0);
            CREATE SEQUENCE number; CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
            CREATE FUNCTION plus(pair, pair) RETURNS pair LANGUAGE sql AS 'SELECT $1';
            CREATE OPERATOR + (LEFTARG = pair, RIGHTARG = pair, FUNCTION = plus);
            CREATE AGGREGATE total (pair) (SFUNC = plus, STYPE = pair);
            CREATE COLLATION plain_c FROM "C"; CREATE TEXT SEARCH CONFIGURATION english_2 (COPY = english);
            CREATE SCHEMA "Tenant b"; CREATE TABLE "Tenant b".u (id bigserial PRIMARY KEY, a int);
            CREATE TABLE "A'b" (id serial PRIMARY KEY, plain int REFERENCES plain, u bigint REFERENCES "Tenant b".u, n int DEFAULT
                nextval('number'), c colour, l level, p pair, CHECK (plain > 0), EXCLUDE USING btree (n WITH =));
            COMMENT ON TABLE "A'b" IS 'new'; COMMENT ON COLUMN "A'b".n IS 'new'; CREATE INDEX ON "A'b" (u);
            ALTER TABLE "A'b" ENABLE ROW LEVEL SECURITY; CREATE POLICY everyone ON "A'b" USING (true);
            CREATE TRIGGER nothing AFTER INSERT ON "A'b" FOR EACH ROW EXECUTE FUNCTION nothing();
            CREATE RULE none AS ON DELETE TO "A'b" DO INSTEAD NOTHING; CREATE STATISTICS both_of ON n, u FROM "A'b";
            ALTER TABLE "Tenant b".u ADD FOREIGN KEY (a) REFERENCES "A'b";
            CREATE TABLE numbered (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, t text COLLATE plain_c);
            CREATE TABLE trip (day date, id int, customer bigint REFERENCES customer, PRIMARY KEY (day, id)) PARTITION BY RANGE (day);
            CREATE TABLE trip_1 PARTITION OF trip FOR VALUES FROM ('2026-01-01') TO ('2026-02-01') PARTITION BY HASH (id);
            CREATE TABLE trip_1_0 PARTITION OF trip_1 FOR VALUES WITH (MODULUS 1, REMAINDER 0);
            CREATE INDEX ON trip (id); COMMENT ON TABLE trip IS 'a tree';
            CREATE TABLE child (x int) INHERITS (plain); CREATE SCHEMA empty;
            CREATE VIEW "Tenant b".w AS SELECT u.id, plain.id AS other FROM "Tenant b".u, plain; COMMENT ON VIEW "Tenant b".w IS 'a view';
            CREATE MATERIALIZED VIEW m AS SELECT id FROM plain; CREATE UNIQUE INDEX ON m (id);
            ALTER TABLE kept ADD added text CHECK (added <> ''); COMMENT ON TABLE kept IS 'changed'; CREATE INDEX kept_added ON kept (added);
            ALTER TABLE kept ADD CONSTRAINT to_new FOREIGN KEY (id) REFERENCES "A'b" NOT VALID; ALTER TABLE kept ENABLE ROW LEVEL SECURITY;
            CREATE TABLE event_2 PARTITION OF event FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
            """;

    private final EventPairs events = new EventPairs();
    private DatabasePair pair = DatabasePair.create(15, 17);

    @AfterEach
    void close() {
        pair.close();
        events.assertPaired();
    }

    @ParameterizedTest
    @CsvSource({"13, 13", "13, 18", "14, 15", "15, 16", "15, 17"})
    void carriesEverythingButThePlatform(int sourceMajor, int targetMajor) throws SQLException {
        List<String> left =
                sourceMajor < 15 && targetMajor >= 15 ? List.of(PUBLICATION, CREATE_IN_PUBLIC) : List.of(PUBLICATION);
        pair.close();
        pair = DatabasePair.create(sourceMajor, targetMajor);
        source(SCHEMA);
        sourceSuperuser(PLATFORM);
        assertThat(copy(TableFilter.all())).containsExactlyElementsOf(left);
        assertThat(
                        target(
                                "SELECT count(*) FROM pg_namespace WHERE nspname IN ('_heroku', 'replicator', 'replicator_capture')"))
                .isEqualTo("0");
        assertThat(target("SELECT count(*) FROM pg_event_trigger")).isEqualTo("0");
        assertThat(target("SELECT count(*) FROM pg_publication")).isEqualTo("0");
        assertThat(target("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"))
                .isEqualTo("1");
        assertThat(target("SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'citext'"))
                .isEqualTo("heroku_ext");
        assertThat(target("SELECT tableowner FROM pg_tables WHERE tablename = 'customer'"))
                .isEqualTo("rds_master");
        assertThat(failed()).isEmpty();
        assertThat(copy(TableFilter.all())).containsExactlyElementsOf(left);
        assertThat(events.of(SchemaCopyEnded.class))
                .extracting(SchemaCopyEnded::created)
                .containsExactly(true, false);
    }

    @Test
    void leavesOutWhatNeedsATableThatIsLeftOut() throws SQLException {
        source(SCHEMA + "CREATE VIEW latest AS SELECT max(day) FROM event; CREATE VIEW older AS SELECT * FROM latest;"
                + " COMMENT ON VIEW older IS 'gone'; COMMENT ON COLUMN older.max IS 'gone';"
                + " CREATE SCHEMA side CREATE TABLE thing (id int PRIMARY KEY);"
                + " CREATE TABLE link (id int PRIMARY KEY, thing int REFERENCES side.thing);"
                + " COMMENT ON CONSTRAINT link_thing_fkey ON link IS 'gone';"
                + " CREATE FUNCTION things() RETURNS SETOF side.thing LANGUAGE sql AS 'SELECT * FROM side.thing';"
                + " CREATE FUNCTION count_of(side.thing[]) RETURNS int LANGUAGE sql AS 'SELECT 1';"
                + " COMMENT ON FUNCTION things() IS 'gone'");
        sourceSuperuser(PLATFORM + "CREATE VIEW lag AS SELECT * FROM replicator_capture.capture;"
                + " CREATE FUNCTION lags() RETURNS SETOF replicator_capture.capture LANGUAGE sql"
                + " AS 'SELECT * FROM replicator_capture.capture'");
        var filter = new TableFilter(List.of(), List.of("side"), List.of(), List.of("event"));
        List<String> differences = copy(filter);
        assertThat(differences)
                .containsExactly(
                        "function public.count_of(side.thing[]) is missing on the target",
                        "function public.lags() is missing on the target",
                        "function public.things() is missing on the target",
                        PUBLICATION,
                        "view public.lag is missing on the target",
                        "view public.latest is missing on the target",
                        "view public.older is missing on the target",
                        "constraint link_thing_fkey on public.link is missing on the target"
                                + " (FOREIGN KEY (thing) REFERENCES side.thing(id)). On the target: ALTER TABLE public.link ADD"
                                + " CONSTRAINT link_thing_fkey FOREIGN KEY (thing) REFERENCES side.thing(id); -- while no 'replicator"
                                + " run' works");
        String needs = "needs a table that is left out";
        assertThat(events.of(SchemaObjectLeftOut.class))
                .contains(
                        new SchemaObjectLeftOut("view latest", needs),
                        new SchemaObjectLeftOut("view lag", needs),
                        new SchemaObjectLeftOut("function public.things()", needs),
                        new SchemaObjectLeftOut("function public.lags()", needs),
                        new SchemaObjectLeftOut(
                                "foreign key link_thing_fkey of public.link", "refers to a table that is left out"));
        assertThat(target("SELECT count(*) FROM pg_class WHERE relname ~ '^(event|thing)'"))
                .isEqualTo("0");
    }

    @Test
    void tellsEveryDifference() throws SQLException {
        source("CREATE TABLE a (id int PRIMARY KEY, t text, n numeric(5, 2)); CREATE INDEX a_t ON a (t);"
                + " CREATE SEQUENCE s; CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'");
        targetRun("CREATE TABLE a (id int PRIMARY KEY, t text NOT NULL, n numeric(6, 2), x int);"
                + " CREATE SEQUENCE s INCREMENT 2; CREATE VIEW v AS SELECT 1");
        assertThat(copy(TableFilter.all()))
                .containsExactly(
                        "column public.a.n differs: numeric(5,2) on the source, numeric(6,2) on the target",
                        "column public.a.t differs: text on the source, text NOT NULL on the target. On the target: ALTER TABLE"
                                + " public.a ALTER COLUMN t DROP NOT NULL;",
                        "index public.a_t is missing on the target (CREATE INDEX a_t ON public.a USING btree (t)). On the target:"
                                + " CREATE INDEX a_t ON public.a USING btree (t);",
                        "sequence public.s differs: bigint START 1 INCREMENT 1 MINVALUE 1 MAXVALUE 9223372036854775807 CACHE 1"
                                + " on the source, bigint START 1 INCREMENT 2 MINVALUE 1 MAXVALUE 9223372036854775807 CACHE 1"
                                + " on the target. On the target: ALTER SEQUENCE public.s AS bigint INCREMENT BY 1 MINVALUE 1"
                                + " MAXVALUE 9223372036854775807 START WITH 1 CACHE 1 NO CYCLE;",
                        "column public.a.x exists on the target only",
                        "view public.v exists on the target only");
    }

    /**
     * Whatever the target has stays as it is, with all that is part of it. What it lacks is added, each object with its parts, also while
     * the source is captured; and a second time there is nothing to do.
     */
    @Test
    void addsWhatIsNewAndOnlyThat() throws SQLException {
        source(SCHEMA + "CREATE TABLE plain (id int PRIMARY KEY); CREATE TABLE kept (id int PRIMARY KEY)");
        assertThat(copy(TableFilter.all())).isEmpty();
        source(LATER);
        sourceSuperuser(PLATFORM + "COMMENT ON TRIGGER replicator_write ON customer IS 'ours'");
        targetRun(
                "INSERT INTO plain VALUES (7); DROP INDEX \"Odd \"\"one\".\"By Amount\"; ALTER TABLE customer DISABLE TRIGGER USER;"
                        + " ALTER TABLE \"Odd \"\"one\".\"Order\" DROP CONSTRAINT \"Order_customer_fkey\"; CREATE SCHEMA empty");
        Map<String, String> before = catalogOfTheTarget();
        List<String> left = List.of(
                "column public.kept.added is missing",
                "comment public.kept is missing",
                "constraint kept_added_check on public.kept is missing",
                "index Odd \"one.By Amount is missing",
                "index public.kept_added is missing",
                "partition public.event_2 is missing",
                "publication everything is missing",
                "table public.event_2 is missing",
                "table public.kept differs",
                "trigger touched on public.customer differs",
                "constraint Order_customer_fkey on \"Odd \"\"one\".\"Order\" is missing",
                "constraint to_new on public.kept is missing");
        assertThat(copy(TableFilter.all())).map(SchemaCopyIT::verdict).containsExactlyElementsOf(left);
        assertThat(catalogOfTheTarget()).containsAllEntriesOf(before);
        assertThat(target("SELECT id FROM plain")).isEqualTo("7");
        assertThat(target("SELECT string_agg(obj_description(c.oid), ', ' ORDER BY c.relname) FROM pg_class AS c"
                        + " WHERE c.relname IN ('A''b', 'customer', 'trip', 'w')"))
                .isEqualTo("new, a tree, a view");
        assertThat(target("SELECT relrowsecurity FROM pg_class WHERE relname = 'A''b'"))
                .isEqualTo("t");
        before = catalogOfTheTarget();
        assertThat(copy(TableFilter.all())).map(SchemaCopyIT::verdict).containsExactlyElementsOf(left);
        assertThat(catalogOfTheTarget()).isEqualTo(before);
        assertThat(events.of(SchemaCopyEnded.class))
                .extracting(SchemaCopyEnded::created)
                .containsExactly(true, true, false);
    }

    /** Without the definitions. */
    private static String verdict(String difference) {
        return difference.replaceFirst("(?<= is missing| differs)[ :].*", "");
    }

    @Test
    void addsOfTheNewSchemaWhatTheFilterTakes() throws SQLException {
        source("CREATE TABLE plain (id int PRIMARY KEY)");
        copy(TableFilter.all());
        source(
                "CREATE SCHEMA tenant; CREATE TABLE tenant.a (id serial PRIMARY KEY); CREATE TABLE tenant.audit (id serial PRIMARY KEY);"
                        + " CREATE TABLE other (id int PRIMARY KEY)");
        var filter = new TableFilter(List.of("tenant"), List.of(), List.of(), List.of("audit"));
        assertThat(copy(filter)).isEmpty();
        assertThat(target("SELECT string_agg(relname, ', ' ORDER BY relname) FROM pg_class WHERE relkind = 'r'"
                        + " AND relnamespace IN ('public'::regnamespace, 'tenant'::regnamespace)"))
                .isEqualTo("a, plain");
    }

    /** Nothing of it is there afterwards, and what was there is as it was. */
    @Test
    void addsAllOfItOrNothing() throws SQLException {
        source("CREATE TABLE plain (id int PRIMARY KEY)");
        copy(TableFilter.all());
        source("CREATE TABLE a (id serial PRIMARY KEY); CREATE TABLE z (id int PRIMARY KEY)");
        targetRun("CREATE VIEW z AS SELECT 1");
        assertRefused(ErrorCode.TARGET_FAILED, "relation \"z\" already exists. Nothing was changed.", "Fix the cause");
    }

    @Test
    void refusesAnEmptySelection() throws SQLException {
        assertRefused(ErrorCode.PREFLIGHT_FAILED, "No table of the source takes part", "--schema");
    }

    @Test
    void refusesAnExtensionInAnotherSchema() throws SQLException {
        source(SCHEMA);
        targetRun("CREATE EXTENSION citext");
        assertRefused(
                ErrorCode.PREFLIGHT_FAILED,
                "Extension citext is in schema public on the target, in heroku_ext on the source",
                "DROP EXTENSION \"citext\"; CREATE SCHEMA \"heroku_ext\"; CREATE EXTENSION \"citext\" SCHEMA \"heroku_ext\";");
    }

    /** What is carried refers to it by the array of a type, by the row type of a view, or by a table of the filter alone. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE a (id int, keys dblink_pkey_results[])",
                "CREATE TABLE a (id int, keys dblink_pkey_results) PARTITION BY RANGE (id)",
                "CREATE FUNCTION a() RETURNS SETOF pg_stat_statements LANGUAGE sql AS 'SELECT * FROM pg_stat_statements'",
                "CREATE TABLE a (id int, code text DEFAULT xml_encode_special_chars('&'))",
                "CREATE DOMAIN a AS dblink_pkey_results[]"
            })
    void refusesWhatRefersToAnExtensionThatTheRoleMayNotCreate(String definition) throws SQLException {
        sourceSuperuser("CREATE EXTENSION dblink; CREATE EXTENSION pg_stat_statements; CREATE EXTENSION xml2;"
                + " GRANT CREATE ON SCHEMA public TO PUBLIC");
        source("CREATE TABLE plain (id int PRIMARY KEY)");
        source(definition);
        assertRefused(
                ErrorCode.PREFLIGHT_FAILED,
                " of the source refers: permission denied to create extension ",
                "On the target, as an administrator: CREATE EXTENSION ");
    }

    /** All at once, with options that do as they are printed: an index is left out without its table. */
    @Test
    void namesEveryExtensionThatTheTargetCannotHave() throws Exception {
        sourceSuperuser("CREATE EXTENSION dblink; CREATE EXTENSION xml2");
        source(
                "CREATE TABLE plain (id int PRIMARY KEY, t text); CREATE INDEX \"By Xml\" ON plain (xml_encode_special_chars(t));"
                        + " CREATE TABLE \"A'b\" (id int, keys dblink_pkey_results); CREATE VIEW v AS SELECT keys FROM \"A'b\"");
        ReplicatorException failure = refusal();
        assertThat(failure)
                .hasMessageContaining("extension dblink")
                .hasMessageContaining("extension xml2, to which index")
                .hasMessageEndingWith("Nothing was changed.");
        assertThat(failure.cure())
                .contains(
                        "as an administrator: CREATE EXTENSION \"dblink\" SCHEMA \"public\"; CREATE EXTENSION \"xml2\" SCHEMA \"public\";");
        assertThat(asPrinted(failure.cure()))
                .extracting(line -> line.replaceFirst(" is missing on the target.*", ""))
                .contains("index public.By Xml", "extension dblink", "extension xml2")
                .doesNotContain("table public.plain");
        assertThat(target("SELECT count(*) FROM plain")).isEqualTo("0");
    }

    /** Whatever the kind: with the statements for an administrator, and with options that do as they are printed. */
    @Test
    void namesAllThatOnlyASuperuserCreates() throws Exception {
        sourceSuperuser(OF_SUPERUSERS);
        source("CREATE TABLE words (id int PRIMARY KEY, w text); CREATE INDEX words_ci ON words (w ci_ops);"
                + " CREATE TABLE h2 (id int PRIMARY KEY) USING heap2; CREATE TABLE of_type (id int PRIMARY KEY, b bt);"
                + " CREATE VIEW over_type AS SELECT b FROM of_type");
        ReplicatorException failure = refusal();
        assertThat(failure)
                .hasMessageContaining("access method heap2: permission denied")
                .hasMessageContaining("operator family public.ci USING btree: must be superuser")
                .hasMessageContaining("must be superuser to create a base type")
                .hasMessageEndingWith("Nothing was changed.");
        assertThat(failure.cure()).contains("CREATE ACCESS METHOD", "--exclude-object 'access method heap2'");
        assertThat(asPrinted(failure.cure()))
                .extracting(line -> line.replaceFirst(" is missing on the target.*", ""))
                .contains("index public.words_ci", "access method heap2", "view public.over_type");
        assertThat(target("SELECT count(*) FROM words")).isEqualTo("0");
    }

    @Test
    void anAdministratorCreatesWhatOnlyOneCan() throws Exception {
        sourceSuperuser(OF_SUPERUSERS);
        source("CREATE TABLE words (id int PRIMARY KEY, w text); CREATE INDEX words_ci ON words (w ci_ops);"
                + " CREATE TABLE h2 (id int PRIMARY KEY) USING heap2; CREATE TABLE of_type (id int PRIMARY KEY, b bt)");
        String cure = refusal().cure();
        targetSuperuser(cure.substring(cure.indexOf('\n'), cure.indexOf("Or leave out")));
        assertThat(run(TableFilter.all()))
                .extracting(line -> line.replaceFirst(" is missing on the target.*", ""))
                .noneMatch(line -> line.matches("(table|index|type|operator .*|access method) .*"));
        assertThat(target("SELECT count(*) FROM h2, of_type, words")).isEqualTo("0");
    }

    /** Whatever is wrong with each; what is told is done as it stands, each statement once. */
    @Test
    void namesAllExtensionsThatAreElsewhereOrMissingAtOnce() throws SQLException {
        sourceSuperuser(
                "CREATE SCHEMA ext; GRANT USAGE, CREATE ON SCHEMA ext TO heroku_app; CREATE EXTENSION citext SCHEMA ext;"
                        + " CREATE EXTENSION hstore SCHEMA ext; CREATE EXTENSION xml2 SCHEMA ext");
        source("CREATE TABLE a (id int PRIMARY KEY, c ext.citext, h ext.hstore,"
                + " x text DEFAULT ext.xml_encode_special_chars('&'))");
        targetSuperuser("CREATE EXTENSION citext; CREATE EXTENSION hstore");
        ReplicatorException failure = refusal();
        assertThat(failure)
                .hasMessageContainingAll(
                        "xtension citext is in schema public", "xtension hstore is in", "extension xml2");
        assertThat(failure.cure()).containsOnlyOnce("CREATE SCHEMA \"ext\";").endsWith("Then run the command again.");
        CureLine.carryOut(pair, failure.cure());
        assertThat(run(TableFilter.all())).noneMatch(line -> line.startsWith("table"));
        assertThat(target("SELECT count(*) FROM a")).isEqualTo("0");
    }

    /** One that cannot be moved has to be created again, for which nothing may refer to it; nothing is dropped that does. */
    @Test
    void namesWhatKeepsAnExtensionWhereItIs() throws SQLException {
        sourceSuperuser(
                "CREATE SCHEMA heroku_ext; CREATE EXTENSION xml2 SCHEMA heroku_ext; GRANT USAGE ON SCHEMA heroku_ext TO PUBLIC");
        source("CREATE TABLE a (id int, code text DEFAULT heroku_ext.xml_encode_special_chars('&'))");
        try (Connection superuser = pair.targetSuperuser()) {
            execute(superuser, "CREATE EXTENSION xml2");
        }
        String message =
                "Extension xml2 is in schema public on the target, in heroku_ext on the source, where table public.a refers to it";
        String again = "On the target, as an administrator: DROP EXTENSION \"xml2\"; CREATE SCHEMA \"heroku_ext\";"
                + " GRANT USAGE, CREATE ON SCHEMA \"heroku_ext\" TO \"rds_master\"; CREATE EXTENSION \"xml2\" SCHEMA \"heroku_ext\";";
        assertRefused(ErrorCode.PREFLIGHT_FAILED, message, again);
        targetRun("CREATE VIEW v AS SELECT xml_encode_special_chars('&')");
        assertRefused(
                ErrorCode.PREFLIGHT_FAILED,
                message,
                "on the target view public.v refers to it: that must come off first");
    }

    @Test
    void aTableThatTakesNoPartNeedsNoExtension() throws SQLException {
        sourceSuperuser("CREATE EXTENSION dblink; CREATE EXTENSION xml2");
        source("CREATE TABLE plain (id int PRIMARY KEY); CREATE TABLE a (id int, keys dblink_pkey_results[]);"
                + " CREATE INDEX ON a (xml_encode_special_chars(id::text)); CREATE VIEW b AS SELECT keys FROM a;"
                + " CREATE SCHEMA side CREATE TABLE c (keys dblink_pkey_results)");
        var filter = new TableFilter(List.of(), List.of("side"), List.of(), List.of("a"));
        assertThat(copy(filter))
                .containsExactly(
                        "extension dblink is missing on the target",
                        "extension xml2 is missing on the target",
                        "view public.b is missing on the target");
        assertThat(events.of(SchemaObjectLeftOut.class))
                .contains(
                        new SchemaObjectLeftOut(
                                "extension dblink",
                                "the target's role may not create (permission denied to create extension \"dblink\"); no definition"
                                        + " that is carried refers to it, but bodies of functions may, which the server does not record"));
    }

    /** No row that is replicated needs it: it is left out with what is made of it, each with a line. */
    @Test
    void aForeignServerNeedsNoExtension() throws SQLException {
        sourceSuperuser("CREATE EXTENSION postgres_fdw; GRANT USAGE ON FOREIGN DATA WRAPPER postgres_fdw TO PUBLIC");
        source("CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw; CREATE USER MAPPING FOR PUBLIC SERVER far;"
                + " CREATE FOREIGN TABLE of_far (id int) SERVER far; CREATE VIEW over_far AS SELECT * FROM of_far;"
                + " CREATE TABLE plain (id int PRIMARY KEY)");
        assertThat(copy(TableFilter.all()))
                .contains(
                        "extension postgres_fdw is missing on the target",
                        "foreign table public.of_far is missing on the target",
                        "view public.over_far is missing on the target");
        assertThat(target("SELECT count(*) FROM plain")).isEqualTo("0");
        assertThat(events.of(SchemaObjectLeftOut.class))
                .extracting(SchemaObjectLeftOut::object)
                .contains("extension postgres_fdw");
    }

    /** With what needs it, unless that is a table; and only this time. */
    @Test
    void leavesOutTheObjectsThatAreNamed() throws SQLException {
        sourceSuperuser("CREATE EXTENSION citext; CREATE EXTENSION \"uuid-ossp\"");
        source(
                "CREATE TABLE a (id int PRIMARY KEY); CREATE SCHEMA side CREATE VIEW v AS SELECT id FROM public.a;"
                        + " CREATE VIEW over AS SELECT * FROM side.v; CREATE VIEW kept AS SELECT 1 AS n;"
                        + " CREATE TEXT SEARCH DICTIONARY side.d (TEMPLATE = simple); CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'");
        List<String> differences = run(
                TableFilter.all(),
                new SchemaOptions(List.of(
                        "extension cit*",
                        "extension uuid-ossp",
                        "view side.?",
                        "text search *",
                        "function public.f(integer)")));
        assertThat(differences)
                .extracting(line -> line.replaceFirst(" is missing on the target.*", ""))
                .containsExactlyInAnyOrder(
                        "extension citext",
                        "extension uuid-ossp",
                        "view side.v",
                        "view public.over",
                        "text search dictionary side.d",
                        "function public.f(integer)");
        assertThat(events.of(SchemaObjectLeftOut.class))
                .contains(
                        new SchemaObjectLeftOut("extension citext", "the options leave out"),
                        new SchemaObjectLeftOut("view side.v", "the options leave out"));
        assertThat(run(TableFilter.all())).isEmpty();
    }

    @Test
    void leavesOutNothingThatATableNeedsAndNoMisspeltName() throws SQLException {
        source("CREATE DOMAIN d AS int; CREATE TABLE a (id d PRIMARY KEY)");
        Map<String, String> before = catalogOfTheTarget();
        assertThatThrownBy(() -> run(TableFilter.all(), new SchemaOptions(List.of("type public.d"))))
                .hasMessageContaining("type \"public.d\" does not exist");
        assertThatThrownBy(() -> run(TableFilter.all(), new SchemaOptions(List.of("typ public.d", "type *"))))
                .hasMessageContaining("no object of that kind and name: typ public.d.");
        assertThatThrownBy(() -> new SchemaOptions(List.of("table public.a"))).hasMessageContaining("--exclude-table");
        assertThat(catalogOfTheTarget()).isEqualTo(before);
    }

    @Test
    void changesNothingWhenTheTargetRefusesAnObject() throws SQLException {
        source(SCHEMA);
        targetRun("CREATE VIEW customer AS SELECT 1");
        assertRefused(ErrorCode.TARGET_FAILED, "at CREATE TABLE public.customer", "Fix the cause");
        assertRefused(
                ErrorCode.TARGET_FAILED,
                "relation \"customer\" already exists. Nothing was changed.",
                "leave the object out");
    }

    @Test
    void namesThePackageWhenPgDumpIsTooOld() throws SQLException {
        pair.close();
        pair = DatabasePair.create(18, 18);
        source("CREATE TABLE a (id int PRIMARY KEY)");
        assertRefused(ErrorCode.TOOL_MISSING, "source of PostgreSQL 18", "postgresql-client-18");
    }

    private static final String ROLE = """
            DO $$BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '%1$s') THEN CREATE ROLE %1$s; END IF; END$$;
            """;

    /** What the server does to a GRANT or REVOKE whose text has a word in it: fail twice, or always. */
    private static final String GUARD = """
            CREATE SCHEMA _heroku; CREATE SEQUENCE _heroku.tries;
            CREATE FUNCTION _heroku.guard() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$BEGIN
              IF current_query() LIKE '%never%' THEN RAISE EXCEPTION 'not today'; END IF;
              IF current_query() LIKE '%later%' AND nextval('_heroku.tries') <= 2 THEN
                RAISE EXCEPTION 'wait' USING ERRCODE = 'lock_not_available';
              END IF;
            END$$;
            CREATE EVENT TRIGGER guard ON ddl_command_start WHEN TAG IN ('GRANT', 'REVOKE') EXECUTE FUNCTION _heroku.guard();
            """;

    /** A schema that the source has as well, and one that it has not. */
    @Test
    void nobodyLosesAPrivilegeOnWhatWasThere() throws SQLException {
        roles("made_by_test_carried", "made_by_test_other");
        source(
                "CREATE SCHEMA shared; CREATE TABLE shared.a (id int PRIMARY KEY); GRANT SELECT ON shared.a TO made_by_test_carried;"
                        + " GRANT USAGE ON SCHEMA shared TO made_by_test_carried");
        targetRun("CREATE SCHEMA shared; CREATE SCHEMA other; CREATE TABLE other.t (id int); CREATE SEQUENCE shared.s;"
                + " CREATE FUNCTION other.f() RETURNS int LANGUAGE sql AS 'SELECT 1';"
                + " GRANT ALL ON SCHEMA shared, other TO made_by_test_other;"
                + " GRANT ALL ON other.t, shared.s TO made_by_test_other WITH GRANT OPTION");
        String grants = "SELECT array_agg(format('%s %s', c.relname, c.relacl) ORDER BY c.relname)::text"
                + " || (SELECT nspacl FROM pg_namespace WHERE nspname = 'shared')::text FROM pg_class AS c"
                + " WHERE c.relname IN ('t', 's')";
        String before = target(grants);
        assertThat(copy(TableFilter.all()))
                .contains(
                        "privileges on schema shared to made_by_test_carried is missing on the target (USAGE)."
                                + " On the target: GRANT USAGE ON SCHEMA \"shared\" TO \"made_by_test_carried\";",
                        "privileges on schema shared to made_by_test_other exists on the target only."
                                + " On the target: REVOKE CREATE, USAGE ON SCHEMA \"shared\" FROM \"made_by_test_other\";")
                .noneMatch(line -> line.startsWith("privileges on table"));
        assertThat(target(grants)).isEqualTo(before);
        assertThat(target("SELECT has_table_privilege('made_by_test_carried', 'shared.a', 'SELECT')"))
                .isEqualTo("t");
    }

    @Test
    void whatOneObjectRefusesLeavesTheOthersAndIsPrinted() throws SQLException {
        roles("made_by_test_carried", "made_by_test_other");
        source(
                "CREATE TABLE never (id int PRIMARY KEY); CREATE TABLE later (id int PRIMARY KEY); CREATE TABLE open (id int PRIMARY KEY);"
                        + " GRANT SELECT ON never, later, open TO made_by_test_carried");
        targetSuperuser(GUARD);
        String difference =
                "privileges on table public.never to made_by_test_carried is missing on the target (SELECT)."
                        + " On the target: GRANT SELECT ON TABLE \"public\".\"never\" TO \"made_by_test_carried\";";
        assertThat(copy(TableFilter.all())).containsExactly(difference + " -- not today");
        assertThat(
                        target(
                                "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relkind = 'r'"
                                        + " AND has_table_privilege('made_by_test_carried', oid, 'SELECT') AND relnamespace = 'public'::regnamespace"))
                .isEqualTo("later open");
        assertThat(copy(TableFilter.all())).containsExactly(difference);
        targetSuperuser("DROP EVENT TRIGGER guard");
        targetRun(difference.substring(difference.indexOf("GRANT")));
        assertThat(copy(TableFilter.all())).isEmpty();
    }

    /** Of the source's owner whose role owns nothing on the target, and of the target's that is a guest on the source. */
    @Test
    void anOwnerOfOneSideHasItsPrivilegesOnTheOther() throws SQLException {
        roles("made_by_test_owner");
        sourceSuperuser(StandIns.target(15));
        source(
                "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY); GRANT SELECT ON b TO rds_master;"
                        + " CREATE VIEW v AS SELECT 1");
        sourceSuperuser("ALTER VIEW v OWNER TO made_by_test_owner; GRANT INSERT ON b TO made_by_test_owner;"
                + " GRANT CREATE ON SCHEMA public TO made_by_test_owner");
        assertThat(copy(TableFilter.all())).isEmpty();
        assertThat(target("SELECT has_table_privilege('made_by_test_owner', 'v', 'DELETE')"))
                .isEqualTo("t");
        assertThat(target("SELECT has_schema_privilege('made_by_test_owner', 'public', 'CREATE')"))
                .isEqualTo("t");
        targetRun("REVOKE DELETE ON v FROM made_by_test_owner");
        assertThat(copy(TableFilter.all())).singleElement().asString().endsWith("""
                 On the target: GRANT DELETE ON TABLE "public"."v" TO "made_by_test_owner";""");
    }

    /** It has a comment in each new database, unlike one that was dropped and created again. */
    @Test
    void theCommentOfTheSchemaPublicIsCompared() throws SQLException {
        source("CREATE TABLE t (id int PRIMARY KEY)");
        sourceSuperuser("COMMENT ON SCHEMA public IS NULL");
        assertThat(copy(TableFilter.all())).anyMatch(line -> line.endsWith("COMMENT ON SCHEMA public IS NULL;"));
        targetSuperuser("COMMENT ON SCHEMA public IS NULL");
        assertThat(copy(TableFilter.all())).noneMatch(line -> line.contains("schema public"));
        sourceSuperuser("COMMENT ON SCHEMA public IS 'ours'");
        assertThat(copy(TableFilter.all())).anyMatch(line -> line.endsWith("COMMENT ON SCHEMA public IS 'ours';"));
        sourceSuperuser("COMMENT ON SCHEMA public IS 'standard public schema'");
        assertThat(copy(TableFilter.all())).contains("comment schema public exists on the target only");
    }

    /**
     * A path that was set FROM CURRENT may hold any text, and is no statement. What a role has in every database of the source, it has on
     * the target in this one; nobody may grant more than before; and no key of an application is told.
     */
    @Test
    void settingsAreCarriedAsTheyAreAndNothingElse() throws SQLException {
        roles("made_by_test_carried");
        source("CREATE TABLE plain (id int PRIMARY KEY);"
                + " SELECT set_config('search_path', 'public;CREATE/**/TABLE/**/public.stolen();--', false);"
                + " ALTER ROLE heroku_app IN DATABASE " + pair.sourceDatabase() + " SET search_path FROM CURRENT;"
                + " ALTER ROLE heroku_app IN DATABASE " + pair.sourceDatabase() + " SET work_mem = '7MB';"
                + " ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO made_by_test_carried WITH GRANT OPTION;"
                + " ALTER DEFAULT PRIVILEGES GRANT INSERT ON TABLES TO made_by_test_carried");
        sourceSuperuser("CREATE FUNCTION one() RETURNS int LANGUAGE sql SET app.key = 'hush' AS 'SELECT 1'");
        List<String> differences = copy(TableFilter.all());
        assertThat(differences)
                .contains("setting search_path of our role in this database is missing on the target"
                        + " (public;CREATE/**/TABLE/**/public.stolen();--)")
                .noneMatch(line -> line.startsWith("setting work_mem") || line.contains("hush"));
        assertThat(target("SELECT count(*) FROM pg_class WHERE relname = 'stolen'"))
                .isEqualTo("0");
        assertThat(target("SELECT string_agg(setconfig::text, ' ') FROM pg_db_role_setting AS s JOIN pg_database AS d"
                        + " ON d.oid = s.setdatabase WHERE datname = current_database()"))
                .isEqualTo("{work_mem=7MB}");
        assertThat(target("SELECT string_agg(privilege_type || is_grantable, ' ' ORDER BY privilege_type)"
                        + " FROM pg_default_acl, aclexplode(defaclacl) AS x"
                        + " WHERE x.grantee = 'made_by_test_carried'::regrole"))
                .isEqualTo("INSERTfalse SELECTtrue");
        assertThat(copy(TableFilter.all())).noneMatch(line -> line.startsWith("default privileges"));
    }

    private void roles(String... names) throws SQLException {
        for (String name : names) {
            sourceSuperuser(ROLE.formatted(name));
            targetSuperuser(ROLE.formatted(name));
        }
    }

    private List<String> copy(TableFilter filter) throws SQLException {
        try (Connection superuser = pair.sourceSuperuser()) {
            CatalogState before = CatalogState.read(superuser);
            List<String> differences = run(filter);
            assertThat(CatalogState.read(superuser)).isEqualTo(before);
            return differences;
        }
    }

    private Map<String, String> catalogOfTheTarget() throws SQLException {
        try (Connection superuser = pair.targetSuperuser()) {
            return CatalogState.read(superuser).lines();
        }
    }

    private List<String> run(TableFilter filter) {
        return run(filter, SchemaOptions.defaults());
    }

    private List<String> run(TableFilter filter, SchemaOptions options) {
        ReplicatorConfig config = config(filter);
        try (var source = new Database(Side.SOURCE, config.source(), config.sessions());
                var target = new Database(Side.TARGET, config.target(), config.sessions())) {
            SchemaReport report = SchemaCopy.run(source, target, config, options, events, (from, to, tables) -> {});
            assertThat(report.leftOut())
                    .isSubsetOf(events.of(SchemaObjectLeftOut.class).stream()
                            .map(left -> left.object() + ", which " + left.reason())
                            .toList());
            return report.differences().stream()
                    // the stand-in of Heroku has a credential that the one of RDS lacks
                    .filter(difference -> !difference.object().equals("role heroku_reporter"))
                    .map(SchemaReport.Difference::toString)
                    .toList();
        }
    }

    private List<Finding> failed() {
        ReplicatorConfig config = config(TableFilter.all());
        try (var source = new Database(Side.SOURCE, config.source(), config.sessions());
                var target = new Database(Side.TARGET, config.target(), config.sessions())) {
            return Preflight.run(source, target, config).stream()
                    .filter(finding -> finding.level() == Finding.Level.FAIL)
                    .toList();
        }
    }

    private ReplicatorConfig config(TableFilter filter) {
        return ReplicatorConfig.builder()
                .source(pair.sourceUri())
                .target(pair.targetUri())
                .tables(filter)
                .build();
    }

    private void assertRefused(ErrorCode code, String message, String cure) throws SQLException {
        try (Connection source = pair.sourceSuperuser();
                Connection target = pair.targetSuperuser()) {
            CatalogState sourceBefore = CatalogState.read(source);
            CatalogState targetBefore = CatalogState.read(target);
            assertThatThrownBy(() -> run(TableFilter.all()))
                    .isInstanceOfSatisfying(ReplicatorException.class, failure -> {
                        assertThat(failure.code()).isEqualTo(code);
                        assertThat(failure.getMessage()).contains(message).doesNotContain("\n", "password");
                        assertThat(failure.cure()).contains(cure);
                    });
            assertThat(CatalogState.read(source)).isEqualTo(sourceBefore);
            assertThat(CatalogState.read(target)).isEqualTo(targetBefore);
        }
    }

    private ReplicatorException refusal() throws SQLException {
        Map<String, String> before = catalogOfTheTarget();
        var failure = catchThrowableOfType(ReplicatorException.class, () -> run(TableFilter.all()));
        assertThat(catalogOfTheTarget()).isEqualTo(before);
        return failure;
    }

    /** Runs the command with the options that a cure prints, read by a shell. */
    private List<String> asPrinted(String cure) throws IOException {
        String options = cure.lines()
                .filter(line -> line.contains("replicator schema "))
                .map(line -> line.substring(line.indexOf("replicator schema ") + "replicator schema ".length()))
                .findFirst()
                .orElseThrow();
        Process shell = new ProcessBuilder("sh", "-c", "printf '%s\\n' " + options).start();
        List<String> words = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        var tables = new ArrayList<String>();
        var objects = new ArrayList<String>();
        for (int i = 0; i < words.size(); i += 2) {
            switch (words.get(i)) {
                case "--exclude-table" -> tables.add(words.get(i + 1));
                case "--exclude-extension" -> objects.add("extension " + words.get(i + 1));
                case "--exclude-object" -> objects.add(words.get(i + 1));
                default -> throw new AssertionError(options);
            }
        }
        return run(new TableFilter(List.of(), List.of(), List.of(), tables), new SchemaOptions(objects));
    }

    private void source(String sql) throws SQLException {
        try (Connection connection = pair.connectSource()) {
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

    private void targetRun(String sql) throws SQLException {
        try (Connection connection = pair.connectTarget()) {
            execute(connection, sql);
        }
    }

    private String target(String query) throws SQLException {
        try (Connection connection = pair.connectTarget();
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
