package io.pgreplicator.preflight;

import io.pgreplicator.sql.QualifiedName;

/**
 * Looks for generated columns whose values depend on other tables than their own: each side computes them from the rows that it has at
 * that moment. Stateless, thread-safe.
 */
final class ComputedCheck {
    private ComputedCheck() {}

    private record Computed(QualifiedName table, String column, String functions) {}

    static void run(Survey survey, Findings findings) {
        survey.source()
                .doing("looking for generated columns that depend on other tables")
                .query(
                        Survey.file("generated_functions.sql"),
                        row -> new Computed(
                                new QualifiedName(row.getString(1), row.getString(2)),
                                row.getString(3),
                                row.getString(4)),
                        survey.sourceOids())
                .forEach(one -> findings.warn(
                        "table " + one.table,
                        "generated column " + one.column + " calls " + one.functions
                                + ", which may read other tables: the target computes it from the rows that these have there, in the"
                                + " copy from none, perhaps",
                        "'replicator verify' compares its values on both sides. They cannot differ where each function depends on its"
                                + " arguments alone, as IMMUTABLE promises."));
    }
}
