package io.pgreplicator.preflight;

import io.pgreplicator.catalog.Table;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Session;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks that tables can be read although their indexes call functions in SQL: the planner reads such a body for each statement, and
 * our sessions do not look for its names wherever the application does; nor does a server from 17 on when it builds an index.
 * Stateless, thread-safe.
 */
final class PlanningCheck {
    /** From here on an index is built with a search_path of pg_catalog alone. */
    private static final int FIRST_STRICT_VERSION = 17;

    private PlanningCheck() {}

    /** A function that an index of the table calls. */
    private record Called(long table, String function, boolean ofExtension, String path) {}

    /** Whoever looks for names in pg_catalog alone builds indexes of these; the others only have to be readable. */
    static void run(Survey survey, Findings findings) {
        Predicate<Table> built = table -> survey.to().major() >= FIRST_STRICT_VERSION
                && !survey.reversal()
                && !survey.copied().contains(table.name());
        run(survey.source(), "source", survey.tables(), built.and(table -> survey.onTarget(table) == null), findings);
        List<Table> targets = survey.tables().stream()
                .flatMap(table -> Stream.ofNullable(survey.onTarget(table)))
                .toList();
        run(survey.target(), "target", targets, built, findings);
    }

    /** For tables that the target does not have. {@code major}: the version of the target. */
    static void ofNewTables(Session source, int major, List<Table> tables, Findings findings) {
        run(source, "source", tables, table -> major >= FIRST_STRICT_VERSION, findings);
    }

    private static void run(
            Session session, String side, List<Table> tables, Predicate<Table> built, Findings findings) {
        List<Called> called = session.doing("looking for functions of indexes")
                .query(
                        Survey.file("index_functions.sql"),
                        row -> new Called(row.getLong(1), row.getString(2), row.getBoolean(3), row.getString(4)),
                        Survey.oids(tables));
        for (Table table : tables) {
            List<Called> functions =
                    called.stream().filter(one -> one.table == table.oid()).toList();
            // the target has an extension's functions in its own version
            boolean strict = built.test(table) && functions.stream().anyMatch(one -> !one.ofExtension);
            if (!functions.isEmpty()) {
                problem(session, strict, table)
                        .ifPresent(problem -> findings.fail(
                                "table " + table.name(),
                                (strict
                                                ? "its indexes cannot be built on the target: "
                                                : "it cannot be read on the " + side + ": ")
                                        + problem + "; an index calls " + names(functions)
                                        + ", whose body names that without its schema",
                                cure(session, side, table, functions)));
            }
        }
    }

    private static Optional<String> problem(Session session, boolean strict, Table table) {
        session.doing("planning to read " + table.name());
        return problem(() -> strict
                ? session.inTransaction(planning(session, table))
                : session.readingUserTables(planning(session, table)));
    }

    private static Session.Work<Boolean> planning(Session session, Table table) {
        return () -> {
            session.execute("EXPLAIN SELECT FROM " + table.rows());
            return true;
        };
    }

    /** Plans a statement. */
    @FunctionalInterface
    private interface Planning {
        boolean run();
    }

    private static Optional<String> problem(Planning planning) {
        try {
            return planning.run() ? Optional.empty() : Optional.of("");
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
    private static String cure(Session session, String side, Table table, List<Called> functions) {
        List<Called> own = functions.stream().filter(one -> !one.ofExtension).toList();
        String path = functions.get(0).path;
        boolean works = !own.isEmpty()
                && !path.isEmpty()
                && problem(() -> session.inTransaction(() -> {
                            session.execute("SET LOCAL search_path = pg_catalog, " + path);
                            session.execute("EXPLAIN SELECT FROM " + table.rows());
                            return true;
                        }))
                        .isEmpty();
        return works
                ? "On the " + side + ": "
                        + own.stream()
                                .map(one -> "ALTER FUNCTION " + one.function + " SET search_path = " + path + ";")
                                .collect(Collectors.joining(" "))
                : "On the " + side + ", give " + names(functions)
                        + " a search_path with the schemas that its application uses (ALTER FUNCTION ... SET search_path), or name"
                        + " the schemas in its body.";
    }
}
