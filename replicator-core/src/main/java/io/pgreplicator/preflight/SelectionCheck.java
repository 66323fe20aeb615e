package io.pgreplicator.preflight;

import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.error.NameList;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lists the replicated tables, and for everything else that holds data the reason why it is not replicated. Stateless,
 * thread-safe.
 */
final class SelectionCheck {
    private SelectionCheck() {}

    /** Something that holds data and is not a table of the migration. */
    private record Skipped(String kind, QualifiedName name, long number) {}

    static void run(Survey survey, Findings findings) {
        patterns(survey, findings);
        kinds(survey, findings);
        foreignPartitions(survey, findings);
        unlogged(survey, findings);
        left(survey, findings);
        skipped(survey.source(), survey.config().tables(), findings);
        if (survey.hasTarget()) {
            outwardKeys(survey, findings);
        }
        subscribed(survey, findings);
    }

    /**
     * The apply process of a subscription fires no statement triggers. Other kinds of tables are captured by row triggers.
     */
    private static void subscribed(Survey survey, Findings findings) {
        survey.source()
                .doing("looking for subscriptions")
                .query(
                        Survey.file("subscribed_tables.sql"),
                        row -> new QualifiedName(row.getString(1), row.getString(2)),
                        Survey.oids(survey.tables().stream()
                                .filter(table -> table.kind() == Table.Kind.PLAIN)
                                .toList()))
                .forEach(table -> findings.fail(
                        "table " + table,
                        "a logical subscription of the source fills it, whose writes fire no statement triggers, so they would"
                                + " not be captured",
                        "End the subscription first, or leave it out: --exclude-table " + table));
    }

    private static void patterns(Survey survey, Findings findings) {
        TableFilter filter = survey.config().tables();
        var idle = new ArrayList<String>();
        for (String pattern : filter.tables()) {
            var alone = new TableFilter(List.of(), List.of(), List.of(pattern), List.of());
            if (survey.tables().stream().noneMatch(table -> alone.includes(table.name()))) {
                idle.add(pattern);
            }
        }
        if (survey.tables().isEmpty()) {
            findings.fail(
                    "selection",
                    "no table of the source takes part",
                    "Correct --schema, --exclude-schema, --table and --exclude-table, or the database of --source.");
        } else if (!idle.isEmpty()) {
            findings.warn(
                    "selection",
                    "no table matches " + String.join(", ", idle),
                    "Correct the pattern; a partition is selected by the name of its partitioned table.");
        }
    }

    private static void kinds(Survey survey, Findings findings) {
        List<Table> tables = survey.tables();
        findings.passAll("selection", tables.size(), "table", "selected");
        findings.passAll(
                "selection",
                number(tables, table -> table.kind() == Table.Kind.INHERITED),
                "table",
                "of an inheritance tree: captured by row triggers, which cost more per row");
        findings.passAll(
                "selection",
                number(tables, table -> table.kind() == Table.Kind.PARTITIONED),
                "partitioned table",
                "captured by row triggers, which cost more per row; TRUNCATE of a partition logs the key of each of its rows"
                        + " while the application holds its lock, TRUNCATE of the whole table does not");
    }

    /** A partition that is a foreign table, and the table whose partition it is. */
    private record ForeignPartition(long root, QualifiedName parent, QualifiedName name, boolean owned) {
        static List<ForeignPartition> read(Session session, List<String> oids) {
            return session.doing("looking for partitions that are foreign tables")
                    .query(
                            Survey.file("foreign_partitions.sql"),
                            row -> new ForeignPartition(
                                    row.getLong(1),
                                    new QualifiedName(row.getString(2), row.getString(3)),
                                    new QualifiedName(row.getString(4), row.getString(5)),
                                    row.getBoolean(6)),
                            oids);
        }

        String detached() {
            return "ALTER TABLE " + parent.quoted() + " DETACH PARTITION " + name.quoted() + ";";
        }
    }

    private static void foreignPartitions(Survey survey, Findings findings) {
        List<ForeignPartition> all = ForeignPartition.read(survey.source(), survey.sourceOids());
        if (all.isEmpty()) {
            return;
        }
        List<ForeignPartition> onTarget =
                survey.hasTarget() ? ForeignPartition.read(survey.target(), survey.targetOids()) : List.of();
        for (Table table : survey.tables()) {
            List<ForeignPartition> ofTable = of(table, all);
            Table other = survey.onTarget(table);
            if (!ofTable.isEmpty()) {
                findings.fail(
                        "table " + table.name(),
                        "partitions are foreign tables, whose writes cannot be captured: "
                                + NameList.of(ofTable.stream()
                                        .map(ForeignPartition::name)
                                        .toList()),
                        "Leave it out: --exclude-table " + table.name()
                                + "\nOr detach them, and applications find their rows in the table no more:\n"
                                + detached(Side.SOURCE, ofTable)
                                + (other == null ? "" : detached(Side.TARGET, of(other, onTarget))));
            }
        }
    }

    private static List<ForeignPartition> of(Table table, List<ForeignPartition> all) {
        return all.stream().filter(partition -> partition.root == table.oid()).toList();
    }

    private static String detached(Side side, List<ForeignPartition> partitions) {
        return statements(
                side,
                partitions.stream().allMatch(ForeignPartition::owned),
                partitions.stream().map(ForeignPartition::detached).toList());
    }

    /** A line with the statements for that side; empty without any. */
    private static String statements(Side side, boolean allowed, List<String> statements) {
        return statements.isEmpty() ? "" : side.place(allowed) + String.join(" ", statements) + "\n";
    }

    /**
     * A table or partition without a log; {@code selected}: not only referred to by one that is selected; {@code dropped}, {@code
     * added}: the statements for its foreign keys that lead back to it, null without any; {@code holders}: the partitioned tables that
     * keep it from becoming logged, null without any.
     */
    private record Unlogged(
            QualifiedName name,
            boolean selected,
            boolean owned,
            @Nullable String dropped,
            @Nullable String added,
            @Nullable String holders) {
        static List<Unlogged> read(Session session, List<String> oids) {
            return session.doing("looking for unlogged tables")
                    .query(
                            Survey.file("unlogged.sql"),
                            row -> new Unlogged(
                                    new QualifiedName(row.getString(1), row.getString(2)),
                                    row.getBoolean(3),
                                    row.getBoolean(4),
                                    row.getString(5),
                                    row.getString(6),
                                    row.getString(7)),
                            oids);
        }

        private boolean isHeld() {
            return holders != null;
        }

        /** The line of statements; keys that lead in a circle are missing to nobody else meanwhile. */
        static String logged(Side side, List<Unlogged> tables) {
            Stream<String> logged = tables.stream().map(table -> "ALTER TABLE " + table.name.quoted() + " SET LOGGED;");
            List<String> dropped = present(tables, Unlogged::dropped);
            return statements(
                    side,
                    tables.stream().allMatch(Unlogged::owned),
                    dropped.isEmpty()
                            ? logged.toList()
                            : Stream.of(
                                            Stream.of("BEGIN;"),
                                            dropped.stream(),
                                            logged,
                                            present(tables, Unlogged::added).stream(),
                                            Stream.of("COMMIT;"))
                                    .flatMap(Function.identity())
                                    .toList());
        }

        private static List<String> present(List<Unlogged> tables, Function<Unlogged, @Nullable String> part) {
            return tables.stream().map(part).filter(Objects::nonNull).toList();
        }
    }

    /** On the target, too, where it has them unlogged: the definitions would differ. */
    private static void unlogged(Survey survey, Findings findings) {
        Map<Boolean, List<Unlogged>> all = Unlogged.read(survey.source(), survey.sourceOids()).stream()
                .collect(Collectors.partitioningBy(Unlogged::isHeld));
        List<Unlogged> free = all.getOrDefault(false, List.of());
        List<QualifiedName> selected =
                free.stream().filter(Unlogged::selected).map(Unlogged::name).toList();
        held(all.getOrDefault(true, List.of()), findings);
        if (selected.isEmpty()) {
            return;
        }
        List<Unlogged> onTarget = survey.hasTarget()
                ? Unlogged.read(survey.target(), survey.targetOids()).stream()
                        .filter(table -> !table.isHeld())
                        .toList()
                : List.of();
        findings.warn(
                "selection",
                "unlogged, so a crash of the source empties them without any trigger: " + NameList.of(selected),
                Unlogged.logged(Side.SOURCE, free) + Unlogged.logged(Side.TARGET, onTarget)
                        + "Each writes its table anew, under a lock that keeps everybody out. Or leave them out: --exclude-table.");
    }

    /** No statement makes them logged; each is named with what keeps it from that. */
    private static void held(List<Unlogged> tables, Findings findings) {
        List<Unlogged> selected = tables.stream().filter(Unlogged::selected).toList();
        if (selected.isEmpty()) {
            return;
        }
        findings.warn(
                "selection",
                "unlogged, so a crash of the source empties them without any trigger, and not to become logged, for their foreign keys lead to"
                        + " partitioned tables that are unlogged, which remain so before PostgreSQL 18 whatever ALTER TABLE says: "
                        + selected.stream()
                                .map(table -> table.name + " (" + table.holders + ")")
                                .collect(Collectors.joining(", ")),
                "Leave them out: --exclude-table. Or make the partitioned tables anew without UNLOGGED on both sides, and attach their"
                        + " partitions to the new ones; the check then has the statements for the others. With neither, a crash of the"
                        + " source loses their rows there, and not on the target.");
    }

    private static void left(Survey survey, Findings findings) {
        List<QualifiedName> ofExtensions = survey.left().stream()
                .filter(table -> table.extension() != null)
                .map(Table::name)
                .toList();
        if (!ofExtensions.isEmpty()) {
            findings.warn(
                    Finding.SKIPPED,
                    "tables of extensions, which CREATE EXTENSION makes: " + NameList.of(ofExtensions),
                    "Copy by hand what you have put into them, which pg_dump leaves out, with the addresses of both databases:\n"
                            + ofExtensions.stream().map(QualifiedName::copy).collect(Collectors.joining("\n")));
        }
        findings.passAll(
                "selection",
                number(survey.left(), table -> table.extension() == null),
                "table",
                "left out by --schema, --exclude-schema, --table and --exclude-table");
    }

    private static int number(List<Table> tables, Predicate<Table> condition) {
        return (int) tables.stream().filter(condition).count();
    }

    /** What holds data and is not replicated. */
    static void skipped(Session source, TableFilter filter, Findings findings) {
        List<Skipped> all = source
                .doing("looking for what is not a table")
                .query(
                        SqlFile.of(SelectionCheck.class, "skipped.sql")
                                .with("is_user_schema", CatalogReader.isUserSchema())
                                .text(),
                        row -> new Skipped(
                                row.getString(1),
                                new QualifiedName(row.getString(2), row.getString(3)),
                                row.getLong(4)))
                .stream()
                .filter(one -> one.kind.equals("large object") || filter.includes(one.name))
                .toList();
        skipped(
                all,
                "foreign table",
                "their rows are on another server",
                "Create server, user mappings and foreign tables on the target by hand.",
                findings);
        skipped(
                all,
                "materialized view",
                "they are computed from tables",
                "A cutover refreshes those of the target. Without one, on the target, when rows have arrived: REFRESH MATERIALIZED VIEW"
                        + " of each.",
                findings);
        all.stream()
                .filter(one -> one.kind.equals("large object"))
                .forEach(one -> findings.warn(
                        Finding.SKIPPED,
                        Findings.count(one.number, "large object") + ": triggers do not see their writes",
                        "Copy them inside the final pause (pg_dump --data-only --blobs), or store them as bytea."));
    }

    private static void skipped(List<Skipped> all, String kind, String why, String cure, Findings findings) {
        List<QualifiedName> names = all.stream()
                .filter(one -> one.kind.equals(kind))
                .map(Skipped::name)
                .toList();
        if (!names.isEmpty()) {
            findings.warn(
                    Finding.SKIPPED,
                    Findings.count(names.size(), kind) + ", because " + why + ": " + NameList.of(names),
                    cure);
        }
    }

    /** A foreign key to a table that does not take part. */
    private record OutwardKey(QualifiedName table, String name, QualifiedName other, String definition, boolean owned) {
        @Override
        public String toString() {
            return table + " (" + name + ") refers to " + other;
        }

        String dropped() {
            return "ALTER TABLE " + table.quoted() + " DROP CONSTRAINT " + Sql.identifier(name) + ";";
        }

        String created() {
            return "ALTER TABLE " + table.quoted() + " ADD CONSTRAINT " + Sql.identifier(name) + " " + definition + ";";
        }
    }

    /** A row may then refer to one that never arrives. */
    private static void outwardKeys(Survey survey, Findings findings) {
        List<OutwardKey> keys = survey.target()
                .doing("reading foreign keys")
                .query(
                        Survey.file("outward_keys.sql"),
                        row -> new OutwardKey(
                                new QualifiedName(row.getString(1), row.getString(2)),
                                row.getString(3),
                                new QualifiedName(row.getString(4), row.getString(5)),
                                row.getString(6),
                                row.getBoolean(7)),
                        survey.targetOids(),
                        survey.targetOids());
        boolean owned = keys.stream().allMatch(OutwardKey::owned);
        if (!keys.isEmpty()) {
            findings.warn(
                    "selection",
                    "foreign keys of the target refer to tables that do not take part: " + NameList.of(keys),
                    "Let these tables take part, or fill them on the target first; or drop the foreign keys:\n"
                            + statements(
                                    Side.TARGET,
                                    owned,
                                    keys.stream().map(OutwardKey::dropped).toList())
                            + "On the target, to have them back once those tables are filled and 'replicator run' has caught up"
                            + (owned ? ": " : ", as an administrator: ")
                            + keys.stream().map(OutwardKey::created).collect(Collectors.joining(" ")));
        }
    }
}
