package io.pgreplicator.preflight;

import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.error.NameList;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Names the selected tables that the target lacks, and what else has the name of one there. Stateless, thread-safe. */
final class MissingTables {
    private MissingTables() {}

    /** What has the name of a table; {@code removal}: what takes it out of the way, {@code owned}: whether the role may. */
    private record StandIn(QualifiedName name, String kind, String removal, boolean owned) {}

    /** The missing tables, in one line; tables whose name is used by something else, one line each. */
    static void run(Survey survey, Findings findings) {
        List<QualifiedName> absent = absent(survey);
        if (absent.isEmpty()) {
            return;
        }
        for (StandIn other : standIns(survey, absent)) {
            findings.fail(
                    "table " + other.name,
                    "on the target this is " + other.kind + ", not a table of its own",
                    Side.TARGET.place(other.owned) + other.removal
                            + " -- it stays as it is, under that name\nThen run: replicator schema");
            absent.remove(other.name);
        }
        if (!absent.isEmpty()) {
            boolean copied = absent.stream().anyMatch(survey.copied()::contains);
            findings.fail(
                    "target tables",
                    (absent.size() == survey.tables().size() ? "none of the selected tables exists: " : "missing: ")
                            + NameList.of(absent),
                    keysFor(survey, absent)
                            + "replicator schema (creates the target's schema from the source's), or create them by hand."
                            + (copied
                                    ? " Then run 'replicator run --repair': rows had been copied to them, and it brings these."
                                    : ""));
        }
    }

    /** Those whose name no table of the target has; to be changed by the caller. */
    private static List<QualifiedName> absent(Survey survey) {
        List<QualifiedName> absent = survey.tables().stream()
                .map(Table::name)
                .filter(name -> !survey.targets().containsKey(name))
                .collect(Collectors.toCollection(ArrayList::new));
        // what has a new name is no new table
        survey.captured().stream()
                .filter(CapturedTable::renamed)
                .forEach(table -> absent.remove(table.current().name()));
        return absent;
    }

    private static List<StandIn> standIns(Survey survey, List<QualifiedName> names) {
        return survey.target()
                .doing("looking for missing tables")
                .query(
                        Survey.file("relation_kinds.sql"),
                        row -> new StandIn(
                                new QualifiedName(row.getString(1), row.getString(2)),
                                kind(row.getString(3), row.getBoolean(4)),
                                row.getString(5),
                                row.getBoolean(6)),
                        names.stream().map(QualifiedName::schema).toList(),
                        names.stream().map(QualifiedName::name).toList());
    }

    private static String kind(String letter, boolean partition) {
        return switch (letter) {
            case "v" -> "a view";
            case "m" -> "a materialized view";
            case "f" -> "a foreign table";
            case "S" -> "a sequence";
            case "i", "I" -> "an index";
            case "c" -> "a composite type";
            default -> partition ? "a partition of another table" : "a temporary table";
        };
    }

    /** The statements for keys of present tables to which the absent ones refer. */
    private static String keysFor(Survey survey, List<QualifiedName> absent) {
        if (absent.size() == survey.tables().size()) {
            return "";
        }
        List<Table> tables = survey.tables().stream()
                .filter(table -> absent.contains(table.name()))
                .toList();
        record Referred(String schema, String index, String creation) {}
        String statements = survey
                .source()
                .doing("reading the keys that missing tables refer to")
                .query(
                        Survey.file("referred_keys.sql"),
                        row -> new Referred(row.getString(1), row.getString(2), row.getString(3)),
                        Survey.oids(tables))
                .stream()
                .filter(key -> survey.target()
                        .query(
                                "SELECT NOT EXISTS (SELECT FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace"
                                        + " WHERE n.nspname = ? AND c.relname = ?)",
                                row -> row.getBoolean(1),
                                key.schema,
                                key.index)
                        .get(0))
                .map(Referred::creation)
                .collect(Collectors.joining(" "));
        return statements.isEmpty() ? "" : "On the target: " + statements + "\nThen: ";
    }
}
