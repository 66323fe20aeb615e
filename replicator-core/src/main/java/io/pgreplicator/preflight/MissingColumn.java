package io.pgreplicator.preflight;

import io.pgreplicator.catalog.Table;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The statements that add to the target's table a column that only the source has, with its default; first what it needs: its types, its
 * sequences. Immutable.
 *
 * @param name its name
 * @param types the types that it is made of and that are not built in, in the order of their creation
 * @param functions the functions of the user that its default calls
 * @param definition as ADD COLUMN takes it after the name
 * @param sequences the statements that create the sequences of its default; null for none
 * @param ownership the statements that make them its own; null for none
 * @param later what can be done only once its rows have arrived; null for nothing
 */
record MissingColumn(
        String name,
        List<Type> types,
        List<Function> functions,
        String definition,
        @Nullable String sequences,
        @Nullable String ownership,
        @Nullable String later) {
    MissingColumn {
        types = List.copyOf(types);
        functions = List.copyOf(functions);
    }

    /** A function by its name and the types of its arguments; {@code creation}: the statement that creates it. */
    record Function(QualifiedName name, String arguments, String creation) {
        boolean isOn(Session target) {
            return target.query(
                            "SELECT EXISTS (SELECT FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace"
                                    + " WHERE n.nspname = ? AND p.proname = ?"
                                    + " AND pg_get_function_identity_arguments(p.oid) = ?)",
                            row -> row.getBoolean(1),
                            name.schema(),
                            name.name(),
                            arguments)
                    .get(0);
        }
    }

    /** A type; {@code creation}: the statements that create it, null where none can be given. */
    record Type(QualifiedName name, @Nullable String creation) {
        /** Read from the catalog: a role that may not use its schema could not ask for it by name. */
        boolean isOn(Session target) {
            return target.query(
                            "SELECT EXISTS (SELECT FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace"
                                    + " WHERE n.nspname = ? AND t.typname = ?)",
                            row -> row.getBoolean(1),
                            name.schema(),
                            name.name())
                    .get(0);
        }
    }

    /** Reads how the source has that column. */
    static MissingColumn of(Session source, Table table, String column) {
        source.doing("reading the column " + column + " of " + table.name());
        List<Type> types = source.query(
                Survey.file("column_types.sql"),
                row -> new Type(new QualifiedName(row.getString(1), row.getString(2)), row.getString(3)),
                table.oid(),
                column);
        List<Function> functions = source.query(
                Survey.file("column_functions.sql"),
                row -> new Function(
                        new QualifiedName(row.getString(1), row.getString(2)), row.getString(3), row.getString(4)),
                table.oid(),
                column);
        Map<String, MissingColumn> columns = Survey.ofColumns(
                        source,
                        "column_definitions.sql",
                        Survey.oids(List.of(table)),
                        row -> new MissingColumn(
                                row.getString(2),
                                types,
                                functions,
                                row.getString(3),
                                row.getString(4),
                                row.getString(5),
                                row.getString(6)))
                .getOrDefault(table.oid(), Map.of());
        return Objects.requireNonNull(columns.get(column));
    }

    /**
     * The statements for that target, in one line; before it, what they need and cannot create.
     *
     * @param created what the statements for other columns create, to which these add
     */
    String cure(Session target, Table table, Set<String> created) {
        return cure(target, table, created, "");
    }

    /** As the other one; {@code first}: the statements that come before all others, each with a space behind it. */
    String cure(Session target, Table table, Set<String> created, String first) {
        String add =
                "ALTER TABLE " + table.name().quoted() + " ADD COLUMN " + Sql.identifier(name) + " " + definition + ";";
        Stream<@Nullable String> own = Stream.of(sequences, add, ownership);
        return unknown(target)
                + "On the target: " + first
                + creations(target, created)
                + own.filter(Objects::nonNull).collect(Collectors.joining(" "))
                + (later == null ? "" : "\nOn the target, once 'replicator run' has caught up: " + later);
    }

    /** The statements that create the sequences of its default, which then belong to it, each with a space before it. */
    String counters() {
        Stream<@Nullable String> own = Stream.of(sequences, ownership);
        return own.filter(Objects::nonNull).map(statement -> " " + statement).collect(Collectors.joining());
    }

    /** How ADD in ALTER COLUMN makes it an identity column as it is: all of its definition but the type. */
    String identity() {
        return definition.substring(definition.indexOf("GENERATED "));
    }

    /** Whether a value of it may have to be written into each row that is there. */
    boolean isComputed() {
        return definition.contains("GENERATED ") || definition.contains("DEFAULT ");
    }

    /** The types that no statement creates, a line each. */
    String unknown(Session target) {
        return lacking(target).stream()
                .filter(type -> type.creation == null)
                .map(type -> "First create the type " + type.name
                        + " on the target as the source has it; no statement can be given for it.\n")
                .collect(Collectors.joining());
    }

    /** The statements that create its types and functions where the target lacks them, each with a space behind it. */
    String creations(Session target, Set<String> created) {
        List<Type> lacking = lacking(target);
        List<Function> uncalled =
                functions.stream().filter(function -> !function.isOn(target)).toList();
        Stream<String> schemas = Stream.concat(
                        lacking.stream().map(Type::name), uncalled.stream().map(Function::name))
                .map(QualifiedName::schema)
                .distinct()
                .filter(schema -> !Survey.hasSchema(target, schema))
                .map(schema -> "CREATE SCHEMA IF NOT EXISTS " + Sql.identifier(schema) + ";");
        Stream<@Nullable String> objects = Stream.concat(
                lacking.stream().map(Type::creation), uncalled.stream().map(Function::creation));
        return Stream.concat(schemas, objects.filter(Objects::nonNull))
                .filter(created::add)
                .map(statement -> statement + " ")
                .collect(Collectors.joining());
    }

    private List<Type> lacking(Session target) {
        target.doing("reading the types of the column " + name);
        return types.stream().filter(type -> !type.isOn(target)).toList();
    }
}
