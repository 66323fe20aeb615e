package io.pgreplicator.preflight;

import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks that tables can be read although their indexes call functions in SQL: the planner reads such a body for each statement, and
 * our sessions do not look for its names wherever the application does; nor does a server from 17 on when it builds an index or refreshes a
 * materialized view, whatever the language of a function. Stateless, thread-safe.
 */
final class PlanningCheck {
    /** From here on an index is built with a search_path of pg_catalog alone. */
    private static final int FIRST_STRICT_VERSION = 17;

    private static final String STRICT = "pg_catalog, pg_temp";

    private PlanningCheck() {}

    /** A function that an index of the table calls. */
    private record Called(long table, String function, boolean ofExtension) {}

    /** Whose indexes are looked at: a side, with the source, which has rows and whose applications say where names are looked for. */
    private record Place(Session source, Session session, String path) {}

    /** Whoever looks for names in pg_catalog alone builds indexes of these; the others only have to be readable. */
    static void run(Survey survey, Findings findings) {
        Predicate<Table> built = table -> survey.to().major() >= FIRST_STRICT_VERSION
                && !survey.reversal()
                && !survey.copied().contains(table.name());
        var onSource = new Place(survey.source(), survey.source(), path(survey.source()));
        run(onSource, survey.tables(), built.and(table -> survey.onTarget(table) == null), findings);
        List<Table> targets = survey.tables().stream()
                .flatMap(table -> Stream.ofNullable(survey.onTarget(table)))
                .toList();
        run(new Place(survey.source(), survey.target(), onSource.path), targets, built, findings);
        if (survey.to().major() >= FIRST_STRICT_VERSION && !survey.reversal()) {
            refreshed(onSource, survey.target(), findings);
        }
    }

    /** For tables that the target does not have. {@code major}: the version of the target. */
    static void ofNewTables(Session source, int major, List<Table> tables, Findings findings) {
        run(new Place(source, source, path(source)), tables, table -> major >= FIRST_STRICT_VERSION, findings);
    }

    private static String path(Session source) {
        return source.doing("reading where applications look for names")
                .queryText(Survey.file("applications_path.sql"));
    }

    private static List<Called> called(Session session, List<Table> tables) {
        return session.doing("looking for functions of indexes")
                .query(
                        Survey.file("index_functions.sql"),
                        row -> new Called(row.getLong(1), row.getString(2), row.getBoolean(3)),
                        Survey.oids(tables));
    }

    private static void run(Place place, List<Table> tables, Predicate<Table> built, Findings findings) {
        List<Called> called = called(place.session, tables);
        for (Table table : tables) {
            List<Called> functions =
                    called.stream().filter(one -> one.table == table.oid()).toList();
            // the target has an extension's functions in its own version
            boolean strict = built.test(table) && functions.stream().anyMatch(one -> !one.ofExtension);
            if (!functions.isEmpty()) {
                problem(place, strict, table)
                        .ifPresent(problem -> findings.fail(
                                "table " + table.name(),
                                (strict
                                                ? "its indexes cannot be built on the target: "
                                                : "it cannot be read on the " + place.session.side() + ": ")
                                        + problem + "; an index calls " + names(functions)
                                        + ", whose body names that without its schema",
                                cure(place, table, functions)));
            }
        }
    }

    private static Optional<String> problem(Place place, boolean strict, Table table) {
        return strict
                ? IndexTrial.of(place.source, place.session, table)
                        .refusal(STRICT)
                        .filter(refusal -> SqlStates.isUndefined(refusal.sqlState()))
                        .map(DatabaseException::reason)
                : unreadable(place.session, table);
    }

    private static Optional<String> unreadable(Session session, Table table) {
        session.doing("planning to read " + table.name());
        try {
            return session.readingUserTables(() -> {
                session.execute("EXPLAIN SELECT FROM " + table.rows());
                return Optional.empty();
            });
        } catch (DatabaseException e) {
            if (SqlStates.isUndefined(e.sqlState())) {
                return Optional.of(e.reason());
            }
            if (SqlStates.isDenied(e.sqlState())) { // the finding of another check
                return Optional.empty();
            }
            throw e;
        }
    }

    private static String names(List<Called> functions) {
        return functions.stream().map(Called::function).collect(Collectors.joining(", "));
    }

    /** Only what was tried: with that path, the body has all that it names. */
    private static String cure(Place place, Table table, List<Called> functions) {
        List<String> own = functions.stream()
                .filter(one -> !one.ofExtension)
                .map(Called::function)
                .toList();
        boolean works = !own.isEmpty()
                && !place.path.isEmpty()
                && IndexTrial.of(place.source, place.session, table)
                        .refusal("pg_catalog, " + place.path)
                        .isEmpty();
        return works
                ? alter(place, own)
                : place.session.side().place(true).replace(": ", "") + ", give " + names(functions)
                        + " a search_path with the schemas that its application uses (ALTER FUNCTION ... SET search_path), or name"
                        + " the schemas in its body.";
    }

    /** On the source as well where it has them without one: the definitions stay equal. */
    private static String alter(Place place, List<String> functions) {
        List<String> alike = place.session == place.source
                ? List.of()
                : place.source
                        .doing("looking for functions without search_path")
                        .query(Survey.file("functions_without_path.sql"), row -> row.getString(1), functions);
        return (alike.isEmpty() ? "" : Side.SOURCE.place(true) + statements(alike, place.path) + "\n")
                + place.session.side().place(true)
                + statements(functions, place.path);
    }

    private static String statements(List<String> functions, String path) {
        return functions.stream()
                .map(one -> "ALTER FUNCTION " + one + " SET search_path = " + path + ";")
                .collect(Collectors.joining(" "));
    }

    /** A materialized view of the target, with the functions that it calls. */
    private record Refreshed(QualifiedName view, List<String> functions) {}

    private static void refreshed(Place onSource, Session target, Findings findings) {
        Session source = onSource.source;
        List<Refreshed> views = target.doing("looking for functions of materialized views")
                .query(
                        SqlFile.of(PlanningCheck.class, "refreshed_functions.sql")
                                .with("is_user_schema", CatalogReader.isUserSchema())
                                .text(),
                        row -> new Refreshed(new QualifiedName(row.getString(1), row.getString(2)), List.of((String[])
                                row.getArray(3).getArray())));
        for (Refreshed one : views) {
            unrefreshable(source, one.view)
                    .ifPresent(problem -> findings.warn(
                            "materialized view " + one.view,
                            "it cannot be refreshed on the target: " + problem + "; it calls "
                                    + String.join(", ", one.functions)
                                    + ", whose body names that without its schema",
                            alter(new Place(source, target, onSource.path), one.functions)));
        }
    }

    /** What the source's view of that name meets where names are looked for as the target does; empty when that takes too long to say. */
    private static Optional<String> unrefreshable(Session source, QualifiedName view) {
        return source.doing("reading the query of " + view)
                .queryFirst(
                        "SELECT rtrim(pg_get_viewdef(c.oid), '; ') FROM pg_class AS c WHERE c.oid = to_regclass(?) AND c.relkind = 'm'",
                        row -> row.getString(1),
                        view.quoted())
                .flatMap(query -> refusalInTime(
                        source,
                        List.of(
                                "SET LOCAL search_path = " + STRICT,
                                "SET LOCAL statement_timeout = '1s'",
                                "SELECT pg_catalog.num_nulls(v) FROM (" + query + ") AS v LIMIT 1")))
                .filter(refusal -> SqlStates.isUndefined(refusal.sqlState()))
                .map(DatabaseException::reason);
    }

    private static Optional<DatabaseException> refusalInTime(Session source, List<String> statements) {
        try {
            return source.refusal(statements);
        } catch (DatabaseException e) {
            if (e.isOfConnection()) {
                throw e;
            }
            return Optional.empty();
        }
    }
}
