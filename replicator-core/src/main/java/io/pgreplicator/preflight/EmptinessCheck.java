package io.pgreplicator.preflight;

import io.pgreplicator.catalog.Table;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.NameList;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.sql.SqlFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Checks that the target's tables hold no rows that the replicator did not put there. Stateless, thread-safe. */
final class EmptinessCheck {
    private static final int PAGE = 200;

    private EmptinessCheck() {}

    static void run(Survey survey, Findings findings) {
        if (survey.reversal()) {
            return;
        }
        List<Table> fresh = survey.tables().stream()
                .filter(table -> !survey.copied().contains(table.name()))
                // another check says that these do not take part, and to read them is to ask another server
                .filter(table ->
                        table.leaves().stream().noneMatch(leaf -> leaf.kind().equals("f")))
                .flatMap(table -> Stream.ofNullable(survey.onTarget(table)))
                .filter(Table::owned)
                .toList();
        var filled = new ArrayList<Table>();
        var unread = new ArrayList<Table>();
        for (int begin = 0; begin < fresh.size(); begin += PAGE) {
            filled.addAll(filled(survey, fresh.subList(begin, Math.min(begin + PAGE, fresh.size())), unread, findings));
        }
        if (filled.isEmpty()) {
            findings.passAll("target tables", fresh.size() - unread.size(), "table", "empty, as the copy needs it");
        } else {
            findings.fail(
                    "target tables",
                    "not empty, and not filled by this program: "
                            + NameList.of(filled.stream().map(Table::name).toList()),
                    truncate(survey, fresh, filled));
        }
    }

    /** A foreign key of a table that is not emptied, and refers to one that is. */
    private record ReferringKey(QualifiedName table, String name, String definition, boolean owned) {
        String alter() {
            return "ALTER TABLE " + table.quoted() + " ";
        }

        String dropped() {
            return alter() + "DROP CONSTRAINT " + Sql.identifier(name) + ";";
        }

        String created() {
            return alter() + "ADD CONSTRAINT " + Sql.identifier(name) + " " + definition + ";";
        }
    }

    /** Empties the tables together with those that refer to them, as far as these must be empty too. */
    private static String truncate(Survey survey, List<Table> fresh, List<Table> filled) {
        List<QualifiedName> tables = survey.target()
                .query(
                        alongside("referring_tables.sql", "r.relation"),
                        row -> new QualifiedName(row.getString(1), row.getString(2)),
                        Survey.oids(filled));
        Map<QualifiedName, Table> named = fresh.stream().collect(Collectors.toMap(Table::name, Function.identity()));
        List<ReferringKey> others = survey.target()
                .query(
                        alongside("referring_keys.sql", "t.relation"),
                        row -> new ReferringKey(
                                new QualifiedName(row.getString(1), row.getString(2)),
                                row.getString(3),
                                row.getString(4),
                                row.getBoolean(5)),
                        Survey.oids(fresh),
                        Survey.oids(filled));
        boolean allowed = others.stream().allMatch(ReferringKey::owned);
        return Side.TARGET.place(allowed)
                + others.stream().map(key -> key.dropped() + " ").collect(Collectors.joining())
                + "TRUNCATE "
                + tables.stream()
                        .flatMap(name -> Stream.ofNullable(named.get(name)))
                        .map(EmptinessCheck::alone)
                        .collect(Collectors.joining(", "))
                + "; -- once TABLE " + filled.get(0).name().quoted()
                + " LIMIT 10 and the like have shown that none of it is needed: the copy brings every row of the source"
                + (others.isEmpty()
                        ? ""
                        : "\nOn the target, once 'replicator run' has caught up"
                                + (allowed ? ": " : ", as an administrator: ")
                                + others.stream().map(ReferringKey::created).collect(Collectors.joining(" ")));
    }

    private static String alongside(String file, String relation) {
        String along = SqlFile.of(EmptinessCheck.class, "emptied_along.sql")
                .with("relation", relation)
                .text();
        return SqlFile.of(EmptinessCheck.class, file)
                .with("emptied_along", along)
                .text();
    }

    /** Without those that inherit from it: they may hold rows that nobody has looked at. */
    private static String alone(Table table) {
        return (table.kind() == Table.Kind.PARTITIONED ? "" : "ONLY ")
                + table.name().quoted();
    }

    /** A table that the role may not read completely, or that cannot be read, is the finding of another check. */
    private static List<Table> filled(Survey survey, List<Table> page, List<Table> unread, Findings findings) {
        try {
            return filledOf(survey, page);
        } catch (DatabaseException e) {
            boolean undefined = SqlStates.isUndefined(e.sqlState());
            if (!SqlStates.isDenied(e.sqlState()) && !undefined) {
                throw e;
            }
            int middle = page.size() / 2;
            if (middle == 0) {
                unread.addAll(page);
                if (undefined) {
                    findings.fail(
                            "table " + page.get(0).name(),
                            "it is not known whether it is empty on the target, because it cannot be read: "
                                    + e.reason(),
                            "On the target, have the function or operator that the table uses name the schemas of what it calls.");
                }
                return List.of();
            }
            return Stream.of(page.subList(0, middle), page.subList(middle, page.size()))
                    .flatMap(half -> filled(survey, half, unread, findings).stream())
                    .toList();
        }
    }

    private static List<Table> filledOf(Survey survey, List<Table> page) {
        String sql = IntStream.range(0, page.size())
                .mapToObj(i -> "SELECT " + i + " WHERE EXISTS (SELECT FROM "
                        + page.get(i).rows() + ")")
                .collect(Collectors.joining(" UNION ALL "));
        Session target = survey.target().doing("looking whether the tables are empty");
        return target.readingUserTables(() -> target.query(sql, row -> row.getInt(1))).stream()
                .map(page::get)
                .toList();
    }
}
