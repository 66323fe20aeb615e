package io.pgreplicator.schema;

import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.catalog.Sequences;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An object of a database. Immutable.
 *
 * @param kind what it is: table, column, index, trigger, view
 * @param schema its schema, or that of the table to which it belongs; empty for none
 * @param table the unpartitioned or partitioned table to which it belongs; null for none
 * @param name its name, unique among objects of its kind
 * @param text how it is defined
 * @param wording the part of the definition that servers of two major versions word in two ways
 * @param creation the statements that create it on the target; empty where none are known
 * @param removal the statements that remove it there; empty where none are known
 */
record Definition(
        String kind,
        String schema,
        @Nullable String table,
        String name,
        String text,
        String wording,
        String creation,
        String removal) {
    private static final String DISABLED = " DISABLED";
    private static final Pattern STATE_OF_RULE = Pattern.compile(" (?:DISABLED|ENABLED REPLICA|ENABLED ALWAYS)$");
    static final String SETTING = "setting";
    static final String SCHEMA = "schema";
    private static final Set<String> BESIDE_THE_SCHEMA = Set.of(SCHEMA, "extension");
    static final String DEFAULT_PRIVILEGES = "default privileges";
    private static final String USER_MAPPING = "user mapping";
    private static final String SERVER = "server";
    private static final Set<String> BY_HAND =
            Set.of("role", "tablespace", "event trigger", "publication", "subscription", USER_MAPPING);
    private static final Set<String> SET_AT_ONCE = Set.of(
            "comment",
            "column settings",
            "table settings",
            "access method settings",
            "row type settings",
            "toast settings",
            "statistics target");
    static final String PRIVILEGES = "privileges";
    private static final Pattern SAID = Pattern.compile("comment|security label|privileges|user mapping|.* settings");
    private static final Pattern ARGUMENTS = Pattern.compile("\\(.*$");
    private static final String OF_THE_DATABASE = "on database ";
    private static final Set<String> TOO_LONG =
            Set.of("function", "view", "materialized view", "foreign table", "table", "operator family");

    private static final Pattern TEXT = Pattern.compile("'[^']*+(?:''[^']*+)*+'::character varying");
    private static final Pattern LIST_OF_TEXTS =
            Pattern.compile("\\(\\(ARRAY\\[(" + TEXT + "(?:, " + TEXT + ")*)\\]\\)::text\\[\\]\\)");

    /** Whose statements the definitions come with: the target's database and our role there. */
    record Place(String database, String role, int major) {
        static Place of(Session target) {
            return new Place(
                    target.queryText("SELECT current_database()"),
                    target.queryText("SELECT current_user"),
                    target.majorVersion());
        }
    }

    /**
     * All objects of a side that take part, by kind and name.
     *
     * @param other a session on the other side: what only one server's roles may do is not compared
     * @param keywords what one of the two quotes
     */
    static Map<String, Definition> read(
            Session session, Session other, Place target, Keywords keywords, TableFilter filter) {
        var all = new TreeMap<String, Definition>();
        session.doing("reading the objects of the schema");
        boolean shared = Sequences.areShared(session, other);
        session.query(file("objects.sql", shared, target), row -> add(all, row, keywords, "", "", filter));
        session.query(
                file("object_settings.sql", shared, target),
                row -> add(all, row, keywords, row.getString(7), row.getString(8), filter));
        session.query(
                file("database_objects.sql", shared, target),
                row -> add(all, row, keywords, row.getString(7), row.getString(8), filter),
                target.database,
                target.role,
                other.query("SELECT rolname FROM pg_catalog.pg_roles", row -> row.getString(1)));
        return all;
    }

    /** An object that is dropped at that moment has a row and no definition: it takes no part. */
    private static boolean add(
            Map<String, Definition> all,
            ResultSet row,
            Keywords keywords,
            String creation,
            String removal,
            TableFilter filter)
            throws SQLException {
        String definition = row.getString(5);
        String settings = row.getString(6);
        if (definition == null || settings == null) {
            return false;
        }
        String kind = row.getString(1);
        String name = row.getString(4);
        // what a person wrote is no SQL
        boolean text = SAID.matcher(kind).matches() || kind.equals(SETTING);
        var one = new Definition(
                kind,
                row.getString(2),
                row.getString(3),
                keywords.plain(name),
                text ? definition : reworded(keywords.plain(definition)),
                reworded(keywords.plain(settings)),
                creation,
                removal);
        return one.takesPart(filter) && one.add(all, name);
    }

    /** Two objects never count as one: a name may contain quotes. */
    private boolean add(Map<String, Definition> all, String quoted) {
        return all.putIfAbsent(key(), this) == null
                || all.putIfAbsent(kind + " " + quoted, this) == null
                || all.putIfAbsent(key() + " (another)", this) == null;
    }

    /**
     * As the server words it once it was read again. It words {@code status IN ('a', 'b')} anew then, where the column is a varchar: the
     * target has every such constraint, index and view in the other form.
     */
    private static String reworded(String definition) {
        return LIST_OF_TEXTS
                .matcher(definition)
                .replaceAll(list -> Matcher.quoteReplacement(
                        "(ARRAY[" + TEXT.matcher(list.group(1)).replaceAll("($0)::text") + "])"));
    }

    private boolean takesPart(TableFilter filter) {
        return table == null
                ? schema.isEmpty() || filter.includesSchema(schema)
                : filter.includes(new QualifiedName(schema, table));
    }

    /** Its identity among all of a side. */
    String key() {
        return kind + " " + name;
    }

    /** Whether the statement that creates it makes it so whatever it was. */
    boolean isSetAtOnce() {
        return SET_AT_ONCE.contains(kind);
    }

    /** Whether the statement is for where it is missing alone. */
    boolean isCreatedOnly() {
        return kind.equals(SERVER);
    }

    /** Whether it is said of another object: a comment, a setting, a privilege. */
    boolean isSaid() {
        return SAID.matcher(kind).matches();
    }

    /** Whether it is said of one of these objects, or of a part of it. */
    boolean isSaidOf(List<Definition> objects) {
        return isSaid() && objects.stream().anyMatch(this::isSaidOf);
    }

    private boolean isSaidOf(Definition object) {
        String words = " " + name + " ";
        // functions of one name are not told apart
        String called = " " + ARGUMENTS.matcher(object.name).replaceFirst("");
        if (kind.equals(USER_MAPPING)) {
            return object.kind.equals(SERVER) && words.endsWith(" on " + object.name + " ");
        }
        if (name.equals(object.key())) {
            return true;
        }
        return kind.equals(PRIVILEGES)
                ? words.startsWith(" on " + object.key() + " ")
                : object.name.contains(".") && Stream.of(" ", ".", "(").anyMatch(end -> words.contains(called + end));
    }

    /** The table to which it belongs, if any. */
    @Nullable
    QualifiedName owner() {
        return table == null ? null : new QualifiedName(schema, table);
    }

    /** Whether it is of the platform, or to be made after the switch. */
    boolean isByHand() {
        return BY_HAND.contains(kind) || (kind.equals(PRIVILEGES) && name.startsWith(OF_THE_DATABASE));
    }

    /**
     * Whether it is a rule that the target does not have in force until the switch: the check refuses one that would rewrite what the
     * replicator writes, and any of UPDATE.
     *
     * @param other as the target has it; null for none
     */
    boolean isOutOfTheWay(@Nullable Definition other) {
        if (!kind.equals("rule") || table == null) {
            return false;
        }
        return other == null
                ? text.startsWith("ON UPDATE ")
                : other.text.endsWith(DISABLED)
                        && STATE_OF_RULE
                                .matcher(text)
                                .replaceFirst("")
                                .equals(STATE_OF_RULE.matcher(other.text).replaceFirst(""))
                        && wording.equals(other.wording);
    }

    /** Whether it is in the way of nobody where the target alone has it: an administrator's schema, an extension of the platform. */
    boolean isBesideTheSchema() {
        return BESIDE_THE_SCHEMA.contains(kind);
    }

    /** Whether one of these schemas contains it, or it is said of one. */
    boolean isIn(Set<String> schemas) {
        return !kind.equals(SCHEMA)
                && (schemas.contains(schema) || schemas.stream().anyMatch(this::isSaidOfSchema));
    }

    private boolean isSaidOfSchema(String one) {
        return kind.equals(DEFAULT_PRIVILEGES)
                ? name.replace("\"", "").contains(" IN SCHEMA " + one + " on ")
                : isSaid() && (name + " ").contains("schema " + one + " ");
    }

    /** Whether its text may be a secret: applications keep keys in settings of their own. */
    boolean isSecret() {
        return kind.equals(SETTING) && name.contains(".");
    }

    /** What a person is told of it where it is missing: enough to create it, or nothing. */
    String shown() {
        boolean broken = kind.equals("index") && text.endsWith(" INVALID");
        return TOO_LONG.contains(kind)
                ? ""
                : told() + (broken ? "; no query uses it: REINDEX or DROP it where it is" : "");
    }

    /** What a person is told of it where it differs. */
    String told() {
        return isSecret() ? "a value that is shown to nobody but who asks for it with SHOW" : text;
    }

    private static String file(String name, boolean shared, Place target) {
        return SqlFile.of(Definition.class, name)
                .with("is_user_schema", CatalogReader.isUserSchema())
                .with("user_tables", CatalogReader.userTables())
                .with("routine_arguments", CatalogReader.routineArguments())
                .with("shared", String.valueOf(shared))
                .with("target_major", String.valueOf(target.major))
                .text();
    }
}
