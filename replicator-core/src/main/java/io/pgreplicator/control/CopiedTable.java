package io.pgreplicator.control;

import io.pgreplicator.error.Cures;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import java.util.Collection;
import java.util.List;

/**
 * A table whose copy has begun, and whether the target still has it: another one of its name has none of the rows. Immutable.
 *
 * @param name its name
 * @param present whether that name leads to it
 * @param replaced whether that name leads to another table
 */
public record CopiedTable(QualifiedName name, boolean present, boolean replaced) {

    /** Those of a target that has the control schema, by name. */
    public static List<CopiedTable> read(Session target) {
        return target.doing("reading the copy journal")
                .query(
                        SqlFile.of(CopiedTable.class, "copied_tables.sql").text(),
                        row -> new CopiedTable(
                                new QualifiedName(row.getString(1), row.getString(2)),
                                row.getBoolean(3),
                                row.getBoolean(4)));
    }

    /** What brings the rows of tables that are not present. */
    public static String cure(Collection<CopiedTable> lost) {
        return lost.stream().allMatch(CopiedTable::replaced)
                ? Cures.BRING_ROWS
                : "Run 'replicator schema', which creates what is absent. " + Cures.BRING_ROWS;
    }
}
