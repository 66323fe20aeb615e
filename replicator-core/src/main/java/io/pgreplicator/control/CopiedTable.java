package io.pgreplicator.control;

import io.pgreplicator.error.Cures;
import io.pgreplicator.error.NameList;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table whose copy has begun, and whether the target still has it: another one of its name has none of the rows. Immutable.
 *
 * @param name its name
 * @param present whether that name leads to it
 * @param replaced whether that name leads to another table
 * @param newName the name that it has now; empty unless it has another one that can be changed back
 * @param renaming the statements that change it back, and set the other table aside
 * @param owned whether the session's role may run these
 */
public record CopiedTable(
        QualifiedName name,
        boolean present,
        boolean replaced,
        Optional<QualifiedName> newName,
        String renaming,
        boolean owned) {

    /** One that is as it was. */
    public static CopiedTable ofPresent(QualifiedName name) {
        return new CopiedTable(name, true, false, Optional.empty(), "", true);
    }

    /** Those of a target that has the control schema, by name. */
    public static List<CopiedTable> read(Session target) {
        return target.doing("reading the copy journal")
                .query(SqlFile.of(CopiedTable.class, "copied_tables.sql").text(), CopiedTable::of);
    }

    private static CopiedTable of(ResultSet row) throws SQLException {
        String schema = row.getString(5);
        return new CopiedTable(
                new QualifiedName(row.getString(1), row.getString(2)),
                row.getBoolean(3),
                row.getBoolean(4),
                schema == null ? Optional.empty() : Optional.of(new QualifiedName(schema, row.getString(6))),
                row.getString(7),
                row.getBoolean(8));
    }

    /** What happened to tables that are not present on that side; without a full stop. */
    public static String describe(Collection<CopiedTable> lost, Side side) {
        List<QualifiedName> dropped = lost.stream()
                .filter(table -> table.newName.isEmpty())
                .map(CopiedTable::name)
                .toList();
        List<String> renamed = lost.stream()
                .flatMap(table -> table.newName.stream().map(now -> table.name + " to " + now))
                .toList();
        return "the " + side + " lacks tables that rows were copied to, whatever has their names now, which were "
                + Stream.of(
                                dropped.isEmpty() ? "" : "dropped: " + NameList.of(dropped),
                                renamed.isEmpty() ? "" : "renamed: " + NameList.of(renamed))
                        .filter(part -> !part.isEmpty())
                        .collect(Collectors.joining("; "));
    }

    /**
     * What brings their rows. A name that was changed can be changed back: no transaction has committed rows to the table that had
     * the name meanwhile.
     */
    public static String cure(Collection<CopiedTable> lost, Side side) {
        Set<QualifiedName> names = lost.stream().map(CopiedTable::name).collect(Collectors.toSet());
        // names that were exchanged cannot be changed back one after the other
        List<CopiedTable> renamed = lost.stream()
                .filter(table ->
                        table.newName.filter(now -> !names.contains(now)).isPresent())
                .toList();
        String back = renamed.isEmpty()
                ? ""
                : renamed.stream()
                                .map(table -> side.place(table.owned) + table.renaming)
                                .collect(Collectors.joining("\n"))
                        + "\nSo the tables with the rows have their names again, and what had these is set aside. ";
        if (!renamed.isEmpty() && renamed.size() == lost.size()) {
            return back
                    + "Then run the command again. Or, to keep what has the names now: 'replicator run --repair', which compares every"
                    + " row and brings what is missing.";
        }
        boolean absent = lost.stream().anyMatch(table -> !table.replaced && !renamed.contains(table));
        return back
                + (renamed.isEmpty() ? "" : "Then, for the others:\n")
                + (absent ? "Run 'replicator schema', which creates what is absent. " : "")
                + Cures.BRING_ROWS;
    }
}
