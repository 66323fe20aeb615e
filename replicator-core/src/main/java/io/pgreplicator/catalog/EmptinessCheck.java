package io.pgreplicator.catalog;

import io.pgreplicator.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Looks whether the target's tables hold rows that the replicator did not put there. Stateless, thread-safe. */
final class EmptinessCheck {
    private static final int PAGE = 200;

    private EmptinessCheck() {}

    static void run(Survey survey, Findings findings) {
        List<Table> fresh = survey.tables().stream()
                .filter(table -> !survey.copied().contains(table.name()))
                .flatMap(table -> java.util.stream.Stream.ofNullable(survey.counterpart(table)))
                .filter(Table::owned)
                .toList();
        var filled = new ArrayList<Table>();
        for (int begin = 0; begin < fresh.size(); begin += PAGE) {
            filled.addAll(filled(survey, fresh.subList(begin, Math.min(begin + PAGE, fresh.size()))));
        }
        if (filled.isEmpty()) {
            findings.passAll("target tables", fresh.size(), "table", "empty, as the copy needs it");
        } else {
            findings.fail(
                    "target tables",
                    "not empty, and not filled by this program: "
                            + Findings.names(filled.stream().map(Table::name).toList()),
                    truncate(survey, fresh, filled));
        }
    }

    /** Empties the tables together with those that refer to them, as far as these are to be empty too. */
    private static String truncate(Survey survey, List<Table> fresh, List<Table> filled) {
        List<QualifiedName> tables = survey.target()
                .query(
                        Survey.file("referring_tables.sql"),
                        row -> new QualifiedName(row.getString(1), row.getString(2)),
                        Survey.oids(filled));
        Set<QualifiedName> names = fresh.stream().map(Table::name).collect(Collectors.toSet());
        List<QualifiedName> others =
                tables.stream().filter(name -> !names.contains(name)).toList();
        return "Look at what they hold, for the copy brings every row of the source: TABLE "
                + filled.get(0).name().quoted() + " LIMIT 10; If none of it is needed: TRUNCATE "
                + tables.stream()
                        .filter(names::contains)
                        .map(QualifiedName::quoted)
                        .collect(Collectors.joining(", "))
                + ";"
                + (others.isEmpty() ? "" : " Drop the foreign keys of " + Findings.names(others) + " first");
    }

    private static List<Table> filled(Survey survey, List<Table> page) {
        String sql = IntStream.range(0, page.size())
                .mapToObj(i -> "SELECT " + i + " WHERE EXISTS (SELECT FROM "
                        + page.get(i).rows() + ")")
                .collect(Collectors.joining(" UNION ALL "));
        return survey.target().doing("looking whether the tables are empty").query(sql, row -> row.getInt(1)).stream()
                .map(page::get)
                .toList();
    }
}
