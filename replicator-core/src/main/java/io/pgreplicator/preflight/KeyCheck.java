package io.pgreplicator.preflight;

import io.pgreplicator.catalog.Key;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks that every selected table has a key that identifies its rows. Stateless, thread-safe. */
final class KeyCheck {
    private KeyCheck() {}

    /** A unique index that lacks only NOT NULL. */
    private record Candidate(long table, String index, String clauses, String nulls) {}

    static void run(Survey survey, Findings findings) {
        List<Table> keyless =
                survey.tables().stream().filter(table -> table.key().isEmpty()).toList();
        findings.passAll("keys", survey.tables().size() - keyless.size(), "table", "with a usable key");
        survey.tables().forEach(table -> warnOfNames(table, findings));
        if (keyless.isEmpty()) {
            return;
        }
        var candidates = new HashMap<Long, Candidate>();
        survey.source()
                .doing("looking for keys")
                .query(
                        SqlFile.of(KeyCheck.class, "key_candidates.sql")
                                .with("unique_index", Key.uniqueIndex("i.indexrelid"))
                                .text(),
                        row -> new Candidate(row.getLong(1), row.getString(2), row.getString(3), row.getString(4)),
                        Survey.oids(keyless))
                .forEach(candidate -> candidates.putIfAbsent(candidate.table, candidate));
        keyless.forEach(table -> report(survey, table, candidates.get(table.oid()), findings));
    }

    /** Such a value is a number, which is another one on the target; without the object there is no name to find it by. */
    private static void warnOfNames(Table table, Findings findings) {
        List<String> names = table.key().stream()
                .flatMap(key -> key.names().stream())
                .filter(column -> table.column(column).type().startsWith("reg"))
                .toList();
        if (!names.isEmpty()) {
            findings.warn(
                    "table " + table.name(),
                    "the key column " + String.join(", ", names)
                            + " holds names of database objects: a row whose object was dropped cannot be found on the target, and stays"
                            + " there when it is deleted",
                    "Drop such an object only when the target has caught up with the end of its row.");
        }
    }

    private static void report(Survey survey, Table table, @Nullable Candidate candidate, Findings findings) {
        boolean fillable = candidate != null && !holdsNulls(survey.source(), table, candidate);
        findings.fail(
                "table " + table.name(),
                candidate == null
                        ? "it has no usable key: no valid unique index over NOT NULL columns that tells values apart as their types do"
                        : "it has no usable key: columns of the unique index " + candidate.index
                                + (fillable ? " may be null" : " are null in some rows"),
                cure(survey, table, fillable ? candidate : null) + "Or leave it out: --exclude-table " + table.name());
    }

    /** Where a table cannot be read, that is the finding of another check. */
    private static boolean holdsNulls(Session source, Table table, Candidate candidate) {
        source.doing("looking for nulls in " + table.name());
        try {
            return source.readingUserTables(() -> source.query(
                            "SELECT EXISTS (SELECT FROM " + table.rows() + " AS r WHERE " + candidate.nulls + ")",
                            row -> row.getBoolean(1)))
                    .get(0);
        } catch (DatabaseException e) {
            if (SqlStates.isDenied(e.sqlState()) || SqlStates.isUndefined(e.sqlState())) {
                return false;
            }
            throw e;
        }
    }

    /** The same on both sides: the target's table must be the source's also for what applications insert after a switch. */
    private static String cure(Survey survey, Table table, @Nullable Candidate candidate) {
        QualifiedName name = table.name();
        if (candidate == null && table.kind() != Table.Kind.PLAIN) {
            return "Give " + name + " a primary key or a unique index over NOT NULL columns"
                    + (table.kind() == Table.Kind.PARTITIONED ? ", the partition key among them. " : ". ");
        }
        String statement = "ALTER TABLE " + name.quoted() + " "
                + (candidate != null
                        ? candidate.clauses + ";"
                        : "ADD COLUMN replicator_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE;");
        return "On the source: " + statement
                + (candidate == null ? " -- rewrites the table under an exclusive lock" : "") + "\n"
                + (survey.hasTarget() && survey.onTarget(table) != null ? "On the target: " + statement + "\n" : "");
    }
}
