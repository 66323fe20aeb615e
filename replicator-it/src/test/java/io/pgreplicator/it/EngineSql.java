package io.pgreplicator.it;

import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.sql.SqlFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The SQL files of the engine, and what their variables may stand for. Stateless, thread-safe. */
final class EngineSql {
    private static final Path FOLDER = Path.of("../replicator-core/src/main/resources/io/pgreplicator");
    private static final Pattern MINIMUM_VERSION = Pattern.compile("Minimum version: (\\d+)");
    private static final int FIRST_WITH_DATABASE_COLLATION_VERSION = 15;

    private static final String LEADER_LOCK = "control/leader_lock.sql";
    private static final String TYPE_STRUCTURE = "catalog/type_structure.sql";
    private static final String OWN_OBJECTS = "jdbc/own_objects.sql";
    private static final String OWN_TRIGGERS = "jdbc/own_triggers.sql";

    private static final String EMPTIED_ALONG = "preflight/emptied_along.sql";

    private static final String UNIQUE_INDEX = "catalog/unique_index.sql";
    private static final Map<String, String> INDEX = Map.of("index", "i.indexrelid");

    private static final Map<String, String> MIGRATION = Map.of("migration_id", "6ad9ac17-71e9-4cfa-9f8f-6a6a3a6e7f10");
    private static final Map<String, String> NO_TYPES = Map.of("types", "'{}'::oid[]");
    private static final Map<String, String> OURS = Map.of("schema", "replicator_capture", "marker", "capture");

    private static final Map<String, String> USER_SCHEMAS = Map.of("is_user_schema", CatalogReader.isUserSchema());
    private static final Map<String, String> USER_OBJECTS =
            and(USER_SCHEMAS, "user_tables", CatalogReader.userTables());
    private static final Map<String, String> USER_ROUTINES =
            and(USER_OBJECTS, "routine_arguments", CatalogReader.routineArguments());
    private static final String ROW_HASH = "md5(ROW(r.id, r.name)::text)";
    private static final Map<String, String> RANGE =
            Map.of("table", "ONLY customer", "range", "r.id > 7", "key", "format('%s', r.id)");

    /** By file; the tables are those of {@link #TABLES}. */
    private static final Map<String, Map<String, String>> VALUES = Map.ofEntries(
            Map.entry(
                    "capture/read_changes.sql",
                    Map.ofEntries(
                            Map.entry("log", "change_log"),
                            Map.entry("keys", "d.k1"),
                            Map.entry("window", "d.xid >= 7"),
                            Map.entry("table", "ONLY customer"),
                            Map.entry("place", "NULL::pg_catalog.text"),
                            Map.entry("row", "t.id, t.name"),
                            Map.entry("match", "t.id = c.k1"),
                            Map.entry("aliases", "v1, v2"),
                            Map.entry("output", "coalesce(r.v1, c.k1), r.v2"),
                            Map.entry("ordering", "c.k1"))),
            Map.entry(
                    "capture/recent_keys.sql",
                    Map.of(
                            "present",
                            "d.k1 IS DISTINCT FROM NULL",
                            "texts",
                            "format('%s', d.k1)",
                            "keys",
                            "d.k1",
                            "log",
                            "change_log",
                            "window",
                            "d.xid >= 7")),
            Map.entry("capture/captured_tables.sql", Map.of("unique_index", text(UNIQUE_INDEX, INDEX))),
            Map.entry("capture/schema.sql", MIGRATION),
            Map.entry("capture/table_pending.sql", Map.of("table_id", "7", "window", "m.xid >= 7")),
            Map.entry("capture/type_facts.sql", Map.of("type_structure", text(TYPE_STRUCTURE, Map.of("types", "$1")))),
            Map.entry("catalog/keys.sql", Map.of("unique_index", text(UNIQUE_INDEX, INDEX))),
            Map.entry("schema/database_objects.sql", USER_SCHEMAS),
            Map.entry("schema/object_settings.sql", and(USER_OBJECTS, "target_major", "15")),
            Map.entry("schema/objects.sql", and(USER_ROUTINES, "shared", "true")),
            Map.entry("schema/omitted_entries.sql", Map.of("shared", "true")),
            Map.entry("schema/privileges.sql", USER_ROUTINES),
            Map.entry("schema/object_statements.sql", USER_ROUTINES),
            Map.entry("schema/renaming.sql", USER_OBJECTS),
            Map.entry("catalog/sequences.sql", and(USER_SCHEMAS, "shared", "true")),
            Map.entry("phase/column_sequences.sql", USER_SCHEMAS),
            Map.entry("catalog/tables.sql", USER_SCHEMAS),
            Map.entry("catalog/user_tables.sql", USER_SCHEMAS),
            Map.entry(TYPE_STRUCTURE, NO_TYPES),
            Map.entry("catalog/type_state.sql", Map.of("structure", text(TYPE_STRUCTURE, NO_TYPES))),
            Map.entry(UNIQUE_INDEX, Map.of("index", "7::oid")),
            Map.entry("control/schema.sql", MIGRATION),
            Map.entry(
                    "round/move_out_of_default.sql",
                    Map.of(
                            "parent",
                            "customer",
                            "rest",
                            "customer",
                            "columns",
                            "id, name",
                            "condition",
                            "id > 7",
                            "create",
                            "CREATE TABLE made ();")),
            Map.entry("deferred/open_objects.sql", Map.of("is_missed", "o.built_at IS NULL")),
            Map.entry("deferred/renewable.sql", Map.of("is_missed", "o.built_at IS NULL")),
            Map.entry(
                    "control/hold_epoch.sql",
                    Map.of("server_started", "extract(epoch FROM pg_catalog.pg_postmaster_start_time())::text")),
            Map.entry(LEADER_LOCK, Map.of("leader_lock", "7")),
            Map.entry("control/send_command.sql", Map.of("leader_lock", text(LEADER_LOCK, Map.of("leader_lock", "7")))),
            Map.entry(
                    "control/cutover_in_hand.sql",
                    Map.of("leader_lock", text(LEADER_LOCK, Map.of("leader_lock", "7")))),
            Map.entry("deferred/triggers.sql", Map.of("own_triggers", text(OWN_TRIGGERS, OURS))),
            Map.entry(
                    "jdbc/dependents.sql",
                    and(and(OURS, "own_objects", text(OWN_OBJECTS, OURS)), "own_sessions", "replicator %")),
            Map.entry("jdbc/held_lock.sql", Map.of("class", "1", "key", "2")),
            Map.entry("jdbc/own_drops.sql", and(OURS, "own_objects", text(OWN_OBJECTS, OURS))),
            Map.entry(OWN_OBJECTS, OURS),
            Map.entry("jdbc/own_schema.sql", OURS),
            Map.entry(OWN_TRIGGERS, OURS),
            Map.entry(
                    "jdbc/pin_session.sql",
                    Map.of(
                            "search_path",
                            "pg_catalog",
                            "lock_timeout",
                            "1000",
                            "first_path",
                            "",
                            "trusted",
                            "(" + text("jdbc/trusted_path.sql", Map.of()) + ")")),
            Map.entry("jdbc/schema_grants.sql", OURS),
            Map.entry("phase/leftovers.sql", OURS),
            Map.entry(
                    "phase/side_to_enter.sql",
                    Map.of("place", "On the target: ", "administrator", "On the target: ", "side", "target")),
            Map.entry("phase/side_to_leave.sql", Map.of("side", "source")),
            Map.entry("preflight/collation_versions.sql", Map.of("own_version", "NULL::text")),
            Map.entry("preflight/key_candidates.sql", Map.of("unique_index", text(UNIQUE_INDEX, INDEX))),
            Map.entry(EMPTIED_ALONG, Map.of("relation", "7::oid")),
            Map.entry(
                    "preflight/referring_keys.sql",
                    Map.of("emptied_along", text(EMPTIED_ALONG, Map.of("relation", "t.relation")))),
            Map.entry(
                    "preflight/referring_tables.sql",
                    Map.of("emptied_along", text(EMPTIED_ALONG, Map.of("relation", "r.relation")))),
            Map.entry("preflight/probe_schema.sql", Map.of("schema", "probe")),
            Map.entry("preflight/refreshed_functions.sql", USER_SCHEMAS),
            Map.entry("preflight/skipped.sql", USER_SCHEMAS),
            Map.entry("preflight/triggers.sql", Map.of("own_triggers", text(OWN_TRIGGERS, OURS))),
            Map.entry(
                    "verify/hash_buckets.sql",
                    Map.of("table", "ONLY customer", "bucket", "r.id % 7", "hash", ROW_HASH)),
            Map.entry(
                    "verify/look_at_rows.sql",
                    Map.ofEntries(
                            Map.entry("seen", "txid_current_snapshot()::text"),
                            Map.entry("arrays", "?::text[]"),
                            Map.entry("names", "t1"),
                            Map.entry("given", "t1::integer AS v1"),
                            Map.entry("key", "ARRAY[format('%s', r.id)]"),
                            Map.entry("hash", ROW_HASH),
                            Map.entry("table", "ONLY customer"),
                            Map.entry("match", "r.id = g.v1"),
                            Map.entry("flag", "g.v1 = 7"))),
            Map.entry("verify/range_bound.sql", and(RANGE, "ordering", "r.id USING <")),
            Map.entry(
                    "verify/range_content.sql",
                    Map.of(
                            "table",
                            "ONLY customer",
                            "range",
                            "r.id > 7",
                            "hash",
                            ROW_HASH,
                            "inputs",
                            ", r.id AS c0",
                            "extremes",
                            ", min(h.c0), min(h.c0)::text")),
            Map.entry("verify/range_rows.sql", and(RANGE, "hash", ROW_HASH)));

    /** What the values name. */
    static final String TABLES = "CREATE TABLE customer (id integer PRIMARY KEY, name text);"
            + " CREATE TABLE change_log (k1 integer, xid bigint)";

    private EngineSql() {}

    /** The files, as {@code package/name.sql}. */
    static List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(FOLDER)) {
            return all.filter(file -> file.toString().endsWith(".sql"))
                    .map(file -> FOLDER.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    /** The files that have values. */
    static Iterable<String> withValues() {
        return VALUES.keySet();
    }

    /** The oldest major version that the header of the file promises. */
    static int minimumVersion(String file) throws IOException {
        Matcher header = MINIMUM_VERSION.matcher(Files.readString(FOLDER.resolve(file)));
        if (!header.find()) {
            throw new IllegalStateException(file + " does not say its minimum version");
        }
        return Integer.parseInt(header.group(1));
    }

    /** The statement for a server. Throws {@link IllegalStateException} when a variable has no value. */
    static String statement(String file, int major) {
        boolean later =
                file.equals("preflight/collation_versions.sql") && major >= FIRST_WITH_DATABASE_COLLATION_VERSION;
        return text(
                file,
                later
                        ? Map.of("own_version", "pg_database_collation_actual_version(d.oid)")
                        : VALUES.getOrDefault(file, Map.of()));
    }

    private static String text(String file, Map<String, String> values) {
        int slash = file.indexOf('/');
        SqlFile sql = SqlFile.of(room(file.substring(0, slash)), file.substring(slash + 1));
        for (Map.Entry<String, String> value : values.entrySet()) {
            sql = sql.with(value.getKey(), value.getValue());
        }
        return sql.text();
    }

    private static Class<?> room(String name) {
        try {
            return Class.forName("io.pgreplicator." + name + ".package-info");
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("no package " + name, e);
        }
    }

    private static Map<String, String> and(Map<String, String> values, String name, String value) {
        var all = new HashMap<>(values);
        all.put(name, value);
        return all;
    }
}
