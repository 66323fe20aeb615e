package io.pgreplicator.preflight;

import io.pgreplicator.catalog.Table;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Session;
import java.util.List;
import java.util.Optional;
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
    private record Called(long table, String function, boolean alterable, String path) {}

    static void run(Survey survey, Findings findings) {
        ofSource(survey.source(), survey.to().major(), survey.tables(), findings);
        List<Table> targets = survey.tables().stream()
                .flatMap(table -> Stream.ofNullable(survey.onTarget(table)))
                .toList();
        run(survey.target(), "target", isStrict(survey.to().major()), targets, findings);
    }

    /** The source's part. {@code major}: the version of the target. */
    static void ofSource(Session source, int major, List<Table> tables, Findings findings) {
        run(source, "source", isStrict(major), tables, findings);
    }

    private static boolean isStrict(int major) {
        return major >= FIRST_STRICT_VERSION;
    }

    private static void run(Session session, String side, boolean strict, List<Table> tables, Findings findings) {
        List<Called> called = session.doing("looking for functions of indexes")
                .query(
                        Survey.file("index_functions.sql"),
                        row -> new Called(row.getLong(1), row.getString(2), row.getBoolean(3), row.getString(4)),
                        Survey.oids(tables));
        for (Table table : tables) {
            List<Called> functions =
                    called.stream().filter(one -> one.table == table.oid()).toList();
            if (!functions.isEmpty()) {
                problem(session, strict, table)
                        .ifPresent(problem -> findings.fail(
                                "table " + table.name(),
                                (strict
                                                ? "its indexes cannot be built on the target: "
                                                : "it cannot be read on the " + side + ": ")
                                        + problem + "; an index calls " + names(functions)
                                        + ", whose body names that without its schema",
                                cure(side, functions)));
            }
        }
    }

    private static Optional<String> problem(Session session, boolean strict, Table table) {
        session.doing("planning to read " + table.name());
        Session.Work<Boolean> planning = () -> {
            session.execute("EXPLAIN SELECT FROM " + table.rows());
            return true;
        };
        try {
            boolean done = strict ? session.inTransaction(planning) : session.readingUserTables(planning);
            return done ? Optional.empty() : Optional.of("");
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

    private static String cure(String side, List<Called> functions) {
        return "On the " + side + ": "
                + functions.stream()
                        .map(one -> "ALTER FUNCTION " + one.function + " SET search_path = " + one.path + ";")
                        .collect(Collectors.joining(" "))
                + (functions.stream().allMatch(Called::alterable) ? "" : " -- as its owner");
    }
}
