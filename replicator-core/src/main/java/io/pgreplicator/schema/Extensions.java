package io.pgreplicator.schema;

import io.pgreplicator.config.SchemaOptions;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.ReplicationEvent.SchemaObjectLeftOut;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The extensions of both sides, and what the target's role may do about those that it lacks: it is tried, and rolled back. Confined to
 * one thread.
 */
final class Extensions {
    private static final String NOT_REFERRED =
            "; no definition that is carried refers to it, but bodies of functions may, which the server does not record";

    private final Session target;
    private final Map<String, Extension> sources;
    private final Map<String, Extension> targets;
    private final Map<String, Users> users;
    private final Map<String, String> names;
    private final Set<String> offered;
    private final Set<String> schemas;
    private final Collection<String> there;
    private final String role;

    /** An extension of a database. {@code id}: catalog oid and object oid, joined by a space. */
    private record Extension(String id, String name, String schema, boolean relocatable, List<String> required) {}

    /** An extension of the source that is left out. {@code id}: catalog oid and object oid, joined by a space. */
    record Unavailable(String id, SchemaObjectLeftOut told) {}

    /**
     * The objects that refer to an extension.
     *
     * @param described in words
     * @param ids catalog oid and object oid of each, joined by a space
     */
    private record Users(List<String> described, List<String> ids) {
        static final Users NONE = new Users(List.of(), List.of());
    }

    /** An extension that is needed and that the target cannot have. {@code statements}: none where nobody can create it at once. */
    private record Lacking(String name, String problem, List<String> statements, Users users) {}

    /** An extension that is in another schema of the target than what refers to it finds. {@code cure}: what moves it. */
    private record Misplaced(String problem, Move cure) {}

    /**
     * What moves an extension.
     *
     * @param before what is in the way, in words; may be empty
     * @param place where and by whom the statements are run
     */
    private record Move(String before, String place, List<String> statements) {
        String without(Set<String> done) {
            return before
                    + place
                    + statements.stream().filter(one -> !done.contains(one)).collect(Collectors.joining(" "));
        }
    }

    private Extensions(
            Session source,
            Session target,
            Collection<String> carried,
            Map<String, String> names,
            Collection<String> there) {
        this.target = target;
        this.names = names;
        this.there = there;
        this.sources = read(source);
        this.targets = read(target);
        this.users = users(source, carried);
        this.offered = new HashSet<>(target.query(file("available_extensions.sql"), row -> row.getString(1)));
        this.schemas =
                new HashSet<>(target.query("SELECT nspname FROM pg_catalog.pg_namespace", row -> row.getString(1)));
        this.role = target.queryText("SELECT current_user");
    }

    /**
     * Those that the target lacks, cannot have and does not need. Throws where it needs one that it cannot have, or has it in a schema
     * where nothing would find it.
     *
     * @param carried the objects of the source that are to be created: catalog oid and object oid of each, joined by a space
     * @param names kind and name of each
     * @param options which are left out anyway
     * @param there the objects of the target
     */
    static List<Unavailable> unavailable(
            Session source,
            Session target,
            Collection<String> carried,
            Map<String, String> names,
            SchemaOptions options,
            Collection<String> there) {
        var extensions = new Extensions(
                source.doing("reading the extensions"), target.doing("reading the extensions"), carried, names, there);
        var unavailable = new ArrayList<Unavailable>();
        var lacking = new ArrayList<Lacking>();
        var misplaced = new ArrayList<Misplaced>();
        extensions.sources.values().stream()
                .filter(extension -> !options.excludes("extension " + extension.name))
                .forEach(extension -> extensions.look(extension, unavailable, lacking, misplaced));
        if (!lacking.isEmpty() || !misplaced.isEmpty()) {
            throw extensions.refused(lacking, misplaced);
        }
        return unavailable;
    }

    private void look(
            Extension extension, List<Unavailable> unavailable, List<Lacking> lacking, List<Misplaced> misplaced) {
        Extension present = targets.get(extension.name);
        Users needing = users.getOrDefault(extension.name, Users.NONE);
        if (present != null) {
            if (!needing.ids.isEmpty() && !present.schema.equals(extension.schema)) {
                misplaced.add(elsewhere(extension, present, needing.described));
            }
            return;
        }
        Optional<DatabaseException> failure = Optional.empty();
        String problem = "the target's server does not offer";
        if (offered.contains(extension.name)) {
            failure = failure(creation(extension, false));
            problem = "the target's role may not create";
            if (failure.isEmpty()) {
                return;
            }
        }
        String why = failure.map(DatabaseException::reason).orElse("");
        if (needing.ids.isEmpty()) {
            unavailable.add(leftOut(extension, problem + (why.isEmpty() ? "" : " (" + why + ")")));
        } else {
            lacking.add(new Lacking(
                    extension.name,
                    problem + " the extension " + extension.name + ", to which " + some(needing.described)
                            + " of the source " + refer(needing.described) + (why.isEmpty() ? "" : ": " + why),
                    why.isEmpty() ? List.of() : creation(extension, true),
                    needing));
        }
    }

    /** All at once, each statement once: what moves some, what creates others, and the options that do without these. */
    private ReplicatorException refused(List<Lacking> lacking, List<Misplaced> misplaced) {
        String problems = Stream.concat(
                        lacking.stream().map(Lacking::problem),
                        misplaced.stream().map(Misplaced::problem))
                .collect(Collectors.joining("; "));
        var cures = new ArrayList<String>();
        var done = new HashSet<String>();
        for (Misplaced one : misplaced) {
            cures.add(one.cure.without(done));
            done.addAll(one.cure.statements);
        }
        if (!lacking.isEmpty()) {
            cures.add(provided(lacking, done));
        }
        return new ReplicatorException(
                ErrorCode.PREFLIGHT_FAILED,
                Character.toUpperCase(problems.charAt(0)) + problems.substring(1) + ". Nothing was changed.",
                String.join("\n", cures) + (lacking.isEmpty() ? " " : "\n") + "Then run the command again.");
    }

    /** {@code done}: the statements that were given before. */
    private String provided(List<Lacking> lacking, Set<String> done) {
        List<String> statements = lacking.stream()
                .flatMap(one -> one.statements.stream())
                .filter(one -> !done.contains(one))
                .distinct()
                .toList();
        List<String> absent = lacking.stream()
                .filter(one -> one.statements.isEmpty())
                .map(Lacking::name)
                .toList();
        List<String> excluded = Stream.concat(
                        lacking.stream().map(one -> "extension " + one.name),
                        lacking.stream().flatMap(one -> one.users.ids.stream()).map(names::get))
                .filter(Objects::nonNull)
                .toList();
        return (statements.isEmpty()
                        ? ""
                        : "On the target, as an administrator: " + String.join(" ", statements) + "\n")
                + (absent.isEmpty()
                        ? ""
                        : "Install on the target's server what has " + String.join(", ", absent) + ".\n")
                + "Or leave out what the target cannot have, with what refers to it: replicator schema "
                + Exclusions.of(excluded);
    }

    private static Unavailable leftOut(Extension extension, String reason) {
        return new Unavailable(
                extension.id, new SchemaObjectLeftOut("extension " + extension.name, reason + NOT_REFERRED));
    }

    /** What nothing refers to may be wherever it is. */
    private Misplaced elsewhere(Extension wanted, Extension present, List<String> needing) {
        return new Misplaced(
                "extension " + wanted.name + " is in schema " + present.schema + " on the target, in " + wanted.schema
                        + " on the source, where " + some(needing) + " " + refer(needing) + " to it",
                move(wanted, present));
    }

    /** The first that the role may do: to move it, or to create it again; else what another can do. */
    private Move move(Extension wanted, Extension present) {
        String name = Sql.identifier(wanted.name);
        String alter = "ALTER EXTENSION " + name + " SET SCHEMA " + Sql.identifier(wanted.schema) + ";";
        String drop = "DROP EXTENSION " + name + ";";
        for (List<String> statements : List.of(
                joined(schema(wanted, false), List.of(alter)), joined(List.of(drop), creation(wanted, false)))) {
            if (failure(statements).isEmpty()) {
                return new Move("", target.side().place(true), statements);
            }
        }
        String administrator = target.side().place(false);
        if (present.relocatable) {
            return new Move("", administrator, joined(schema(wanted, true), List.of(alter)));
        }
        List<String> users = usersOnTheTarget(wanted.name);
        return new Move(
                users.isEmpty()
                        ? ""
                        : "It cannot be moved, only created again, and on the target " + some(users) + " "
                                + refer(users) + " to it: that must come off first, and can be put back afterwards. ",
                administrator,
                joined(List.of(drop), creation(wanted, true)));
    }

    private List<String> usersOnTheTarget(String extension) {
        List<String> all = Stream.concat(
                        there.stream(), target.query(file("plain_indexes.sql"), row -> row.getString(1)).stream())
                .toList();
        return Stream.concat(
                        users(target, all).getOrDefault(extension, Users.NONE).described.stream(),
                        targets.values().stream()
                                .filter(other -> other.required.contains(extension))
                                .map(other -> "extension " + other.name))
                .toList();
    }

    /** The statements that create it: first what it requires, each where the source has it. */
    private List<String> creation(Extension extension, boolean byAnother) {
        var statements = new LinkedHashSet<String>();
        for (String required : extension.required) {
            Extension other = sources.get(required);
            if (other != null && !targets.containsKey(required)) {
                statements.addAll(creation(other, byAnother));
            }
        }
        statements.addAll(schema(extension, byAnother));
        statements.add("CREATE EXTENSION " + Sql.identifier(extension.name) + " SCHEMA "
                + Sql.identifier(extension.schema) + ";");
        return List.copyOf(statements);
    }

    /** The statements that create its schema, if the target lacks it; by another role they make it usable for ours. */
    private List<String> schema(Extension extension, boolean byAnother) {
        if (schemas.contains(extension.schema)) {
            return List.of();
        }
        String schema = Sql.identifier(extension.schema);
        String creation = "CREATE SCHEMA " + schema + ";";
        return byAnother
                ? List.of(creation, "GRANT USAGE, CREATE ON SCHEMA " + schema + " TO " + Sql.identifier(role) + ";")
                : List.of(creation);
    }

    private static List<String> joined(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    /** Why the role may not do it. It is tried, and rolled back. */
    private Optional<DatabaseException> failure(List<String> statements) {
        return target.doing("trying what would be done for an extension").refusal(statements);
    }

    private static String some(List<String> objects) {
        return objects.stream().limit(3).collect(Collectors.joining(", "))
                + (objects.size() > 3 ? " and " + (objects.size() - 3) + " more" : "");
    }

    private static String refer(List<String> objects) {
        return objects.size() == 1 ? "refers" : "refer";
    }

    private static Map<String, Extension> read(Session session) {
        var extensions = new TreeMap<String, Extension>();
        session.query(
                        file("extensions.sql"),
                        row -> new Extension(
                                row.getString(1), row.getString(2), row.getString(3), row.getBoolean(4), List.of((String
                                                [])
                                        row.getArray(5).getArray())))
                .forEach(extension -> extensions.put(extension.name, extension));
        return extensions;
    }

    private static Map<String, Users> users(Session session, Collection<String> objects) {
        return session
                .query(
                        file("extension_users.sql"),
                        row -> Map.entry(
                                row.getString(1),
                                new Users(List.of((String[]) row.getArray(2).getArray()), List.of((String[])
                                        row.getArray(3).getArray()))),
                        List.copyOf(objects))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static String file(String name) {
        return SqlFile.of(Extensions.class, name).text();
    }
}
