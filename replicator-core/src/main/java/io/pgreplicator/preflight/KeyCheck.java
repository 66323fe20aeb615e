package io.pgreplicator.preflight;

import io.pgreplicator.catalog.Key;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.sql.SqlFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks that every selected table has a key that identifies its rows. Stateless, thread-safe. */
final class KeyCheck {
    private static final String NUMBER = "replicator_id";

    private KeyCheck() {}

    /** A unique index that lacks only NOT NULL. */
    private record Candidate(long table, String index, String clauses, String nulls) {}

    /**
     * Where a column that numbers the rows is added.
     *
     * @param typed whether it is a table of a type, which cannot have more columns
     * @param parent whether tables inherit from it, which cannot have an identity column of a parent
     * @param below whether it inherits the column from a table that gets it, too
     * @param divided the columns by which it and its partitions are partitioned; none where it is not, or by an expression
     */
    private record Place(Table table, boolean typed, boolean parent, boolean below, List<String> divided) {
        Place {
            divided = List.copyOf(divided);
        }
    }

    static void run(Survey survey, Findings findings) {
        List<Table> keyless = survey.tables().stream()
                .filter(table -> table.key().isEmpty() && !survey.hasLostKey(table))
                .toList();
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
        var others = new ArrayList<Table>();
        for (Table table : keyless) {
            Candidate candidate = candidates.get(table.oid());
            if (candidate == null || holdsNulls(survey.source(), table, candidate.nulls)) {
                others.add(table);
            } else {
                report(
                        table,
                        "columns of the unique index " + candidate.index + " may be null",
                        onBothSides(
                                survey,
                                table,
                                "ALTER TABLE " + table.name().quoted() + " " + candidate.clauses + ";",
                                ""),
                        findings);
            }
        }
        for (Place place : places(survey.source(), others)) {
            Candidate candidate = candidates.get(place.table.oid());
            report(
                    place.table,
                    candidate == null
                            ? "no valid unique index over NOT NULL columns that tells values apart as their types do"
                            : "columns of the unique index " + candidate.index + " are null in some rows",
                    numbered(survey, place),
                    findings);
        }
    }

    /** In an order in which the statements can be run. */
    private static List<Place> places(Session source, List<Table> tables) {
        Map<Long, Table> byOid = tables.stream().collect(Collectors.toMap(Table::oid, Function.identity()));
        return source.doing("looking for parents and children")
                .query(
                        Survey.file("key_columns.sql"),
                        row -> new Place(
                                Objects.requireNonNull(byOid.get(row.getLong(1))),
                                row.getBoolean(2),
                                row.getBoolean(3),
                                row.getBoolean(4),
                                row.getArray(5) == null
                                        ? List.of()
                                        : Arrays.asList(
                                                (String[]) row.getArray(5).getArray())),
                        Survey.oids(tables));
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

    private static void report(Table table, String why, String cure, Findings findings) {
        findings.fail(
                "table " + table.name(),
                "it has no usable key: " + why,
                cure + "Or leave it out: --exclude-table " + table.name());
    }

    /** Where a table cannot be read, that is the finding of another check. */
    private static boolean holdsNulls(Session source, Table table, String nulls) {
        source.doing("looking for nulls in " + table.name());
        try {
            return source.readingUserTables(() -> source.query(
                            "SELECT EXISTS (SELECT FROM " + table.rows() + " AS r WHERE " + nulls + ")",
                            row -> row.getBoolean(1)))
                    .get(0);
        } catch (DatabaseException e) {
            if (SqlStates.isDenied(e.sqlState()) || SqlStates.isUndefined(e.sqlState())) {
                return false;
            }
            throw e;
        }
    }

    /** A unique index has every column by which a table is partitioned, and a key no nulls. */
    private static boolean isNumberable(Session source, Place place) {
        return !place.divided.isEmpty()
                && !holdsNulls(
                        source,
                        place.table,
                        place.divided.stream()
                                .map(column -> "r." + Sql.identifier(column) + " IS NULL")
                                .collect(Collectors.joining(" OR ")));
    }

    /** A column that numbers the rows; children inherit it with its values, but not that they are unique. */
    private static String numbered(Survey survey, Place place) {
        Table table = place.table;
        String number = freeName(survey, table);
        if (table.kind() == Table.Kind.PARTITIONED && isNumberable(survey.source(), place)) {
            return onBothSides(
                    survey,
                    table,
                    place.divided.stream()
                                    .map(column -> "ALTER COLUMN " + Sql.identifier(column) + " SET NOT NULL, ")
                                    .collect(Collectors.joining(
                                            "",
                                            "ALTER TABLE " + table.name().quoted() + " ",
                                            "ADD COLUMN " + number + " bigserial, "))
                            + "ADD UNIQUE (" + Sql.identifiers(place.divided) + ", " + number + ");",
                    " -- rewrites every partition under an exclusive lock");
        }
        if (table.kind() == Table.Kind.PARTITIONED) {
            return "Give " + table.name()
                    + " a primary key or a unique index over NOT NULL columns, the partition key among them. ";
        }
        String alter = "ALTER TABLE " + table.name().quoted() + " ";
        if (place.below) {
            return onBothSides(
                    survey, table, alter + "ADD UNIQUE (" + NUMBER + ");", " -- once its parent has the column");
        }
        String column = place.parent ? "bigserial" : "bigint GENERATED ALWAYS AS IDENTITY";
        return onBothSides(
                survey,
                table,
                (place.typed ? alter + "NOT OF; " : "") + alter + "ADD COLUMN " + number + " " + column + " UNIQUE;",
                " -- rewrites the table under an exclusive lock"
                        + (place.typed ? "; a table OF a type cannot have the column" : ""));
    }

    /** For a column that numbers the rows; on the target it may be there already, from a statement of before. */
    private static String freeName(Survey survey, Table table) {
        Table other = survey.hasTarget() ? survey.onTarget(table) : null;
        return Stream.iterate(1, i -> i + 1)
                .map(i -> i == 1 ? NUMBER : NUMBER + "_" + i)
                .filter(name -> !table.hasColumn(name)
                        && (other == null
                                || !other.hasColumn(name)
                                || other.keys().stream()
                                        .anyMatch(key -> key.names().contains(name))))
                .findFirst()
                .orElseThrow();
    }

    /** The target's table must be the source's also for what applications insert after a switch. */
    private static String onBothSides(Survey survey, Table table, String statements, String comment) {
        return "On the source: " + statements + comment + "\n"
                + (survey.hasTarget() && survey.onTarget(table) != null ? "On the target: " + statements + "\n" : "");
    }
}
