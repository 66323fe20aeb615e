package io.pgreplicator.preflight;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.config.SourceConfig;
import io.pgreplicator.control.CopiedTable;
import io.pgreplicator.control.Migration;
import io.pgreplicator.jdbc.ReplicaRole;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.runtime.Meanwhile;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The databases as the check found them, and the sessions for further queries. Confined to one thread.
 *
 * @param config the migration; null when only tables that were checked before are looked at again
 * @param source a session on the source
 * @param target a session on the target; null when only the source is checked
 * @param from the source's server
 * @param to the target's server; null when only the source is checked
 * @param tables the selected tables of the source
 * @param captured the captured tables of the source as they are now; none when only tables that were checked before are looked at again
 * @param left the user tables of the source that are not selected
 * @param targets the target's tables of the selected names
 * @param journal the tables that have a copy journal on the target, by name
 * @param replicaRole whether target sessions may disable triggers for themselves
 * @param reversal whether the target already holds the source's rows, because the opposite migration copied them from there
 */
record Survey(
        @Nullable SourceConfig config,
        Session source,
        @Nullable Session target,
        Server from,
        @Nullable Server to,
        List<Table> tables,
        List<CapturedTable> captured,
        List<Table> left,
        Map<QualifiedName, Table> targets,
        Map<QualifiedName, CopiedTable> journal,
        boolean replicaRole,
        boolean reversal) {

    /** What can be read from the target without knowing the source. */
    private record Standing(Map<QualifiedName, CopiedTable> journal, boolean replicaRole) {}

    static Survey of(SourceConfig config, Session source, Session target, Server from, Server to, boolean reversal) {
        Meanwhile<Standing> ofTarget =
                Meanwhile.start("survey-target", () -> new Standing(journal(target), ReplicaRole.isAllowed(target)));
        Map<Boolean, List<Table>> parted;
        try {
            parted = parted(config, source);
        } finally {
            ofTarget.await();
        }
        Standing standing = ofTarget.result();
        Map<QualifiedName, CopiedTable> journal = new HashMap<>(standing.journal);
        List<CapturedTable> captured = captured(source);
        // a table that has the name of a dropped one now is another table
        captured.stream()
                .filter(CapturedTable::dropped)
                .map(CapturedTable::name)
                .forEach(journal::remove);
        List<Table> selected = parted.getOrDefault(true, List.of());
        Set<QualifiedName> names = selected.stream().map(Table::name).collect(Collectors.toSet());
        Map<QualifiedName, Table> targets = CatalogReader.tables(target, names::contains).stream()
                .collect(Collectors.toMap(Table::name, Function.identity()));
        return new Survey(
                config,
                source,
                target,
                from,
                to,
                selected,
                captured,
                parted.getOrDefault(false, List.of()),
                targets,
                journal,
                standing.replicaRole,
                reversal);
    }

    /** The source alone. */
    static Survey ofSource(SourceConfig config, Session source, Server from) {
        Map<Boolean, List<Table>> parted = parted(config, source);
        return new Survey(
                config,
                source,
                null,
                from,
                null,
                parted.getOrDefault(true, List.of()),
                captured(source),
                parted.getOrDefault(false, List.of()),
                Map.of(),
                Map.of(),
                false,
                false);
    }

    /** These tables, whose rows have been copied, and what the target has of their names. */
    static Survey again(Session source, Session target, List<Table> tables, Map<QualifiedName, Table> targets) {
        return new Survey(
                null,
                source,
                target,
                Server.read(source),
                Server.read(target),
                tables,
                List.of(),
                List.of(),
                targets,
                targets.keySet().stream().collect(Collectors.toMap(Function.identity(), CopiedTable::ofPresent)),
                ReplicaRole.isAllowed(target),
                false);
    }

    /** The migration; this must be the survey of one. */
    @Override
    public SourceConfig config() {
        return Objects.requireNonNull(config);
    }

    /** The same survey with other sessions. */
    Survey with(Session from, @Nullable Session to) {
        return new Survey(
                config, from, to, this.from, this.to, tables, captured, left, targets, journal, replicaRole, reversal);
    }

    /** The tables whose rows the replicator has put on the target, or has begun to. */
    Set<QualifiedName> copied() {
        return journal.keySet();
    }

    /** Those of them that the target has not, or not under their names. */
    List<CopiedTable> lost() {
        return journal.values().stream()
                .filter(table -> !table.present())
                .sorted(Comparator.comparing(CopiedTable::name))
                .toList();
    }

    /** Whether that side has the schema. */
    static boolean hasSchema(Session session, String name) {
        return session.query(
                        "SELECT EXISTS (SELECT FROM pg_namespace AS n WHERE n.nspname = ?)",
                        row -> row.getBoolean(1),
                        name)
                .get(0);
    }

    /** Whether the column of the target's table has a default, or is generated. */
    boolean hasDefault(Table other, String column) {
        return target().query(
                        "SELECT EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = ?::oid AND a.attname = ? AND a.atthasdef)",
                        row -> row.getBoolean(1),
                        other.oid(),
                        column)
                .get(0);
    }

    /** Whether there is a target. */
    boolean hasTarget() {
        return target != null;
    }

    /** A session on the target; there must be a target. */
    @Override
    public Session target() {
        return Objects.requireNonNull(target);
    }

    /** The target's server; there must be a target. */
    @Override
    public Server to() {
        return Objects.requireNonNull(to);
    }

    /** The target's table of the same name, or null. */
    @Nullable
    Table onTarget(Table table) {
        return targets.get(table.name());
    }

    List<String> sourceOids() {
        return oids(tables);
    }

    List<String> targetOids() {
        return oids(targets.values());
    }

    static List<String> oids(Collection<Table> tables) {
        return tables.stream().map(table -> Long.toString(table.oid())).toList();
    }

    static String file(String name) {
        return SqlFile.of(Survey.class, name).text();
    }

    /** The result of a query about columns, by the table's oid and the column's name, which the query returns first. */
    static <T> Map<Long, Map<String, T>> ofColumns(
            Session session, String query, List<String> oids, Session.RowReader<T> reader) {
        var columns = new HashMap<Long, Map<String, T>>();
        session.query(
                file(query),
                row -> {
                    columns.computeIfAbsent(row.getLong(1), table -> new HashMap<>())
                            .put(row.getString(2), reader.read(row));
                    return true;
                },
                oids);
        return columns;
    }

    /** The tables that are selected, and the others. */
    private static Map<Boolean, List<Table>> parted(SourceConfig config, Session source) {
        return CatalogReader.tables(source, name -> true).stream()
                .collect(Collectors.partitioningBy(
                        table -> config.tables().includes(table.name()) && table.extension() == null));
    }

    private static List<CapturedTable> captured(Session source) {
        return CaptureSchema.migration(source).isPresent() ? CaptureSchema.tables(source) : List.of();
    }

    private static Map<QualifiedName, CopiedTable> journal(Session target) {
        // another build's has other tables
        return Migration.read(target).isPresent()
                ? CopiedTable.read(target).stream().collect(Collectors.toMap(CopiedTable::name, Function.identity()))
                : Map.of();
    }

    /** Whether the key by which the table is captured is lost: a run says how to have it again, and any other key or column is no help. */
    boolean hasLostKey(Table table) {
        return captured.stream()
                .anyMatch(
                        one -> one.name().equals(table.name()) && !one.current().keyStands());
    }
}
