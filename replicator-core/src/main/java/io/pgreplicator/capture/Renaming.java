package io.pgreplicator.capture;

import io.pgreplicator.error.Cures;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.sql.SqlFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How a captured table that has another name gets its old one back. Immutable.
 *
 * @param back the statements for the source; what has the old name is set aside
 * @param owned whether the session's role may run these
 * @param ofSchema whether its schema has another name, with all that is in it
 */
public record Renaming(String back, boolean owned, boolean ofSchema) {

    /** Those of the captured tables with these numbers, by number; none for one that has its old name or is gone. */
    static Map<Integer, Renaming> read(Session source, List<Integer> numbers) {
        var renamings = new HashMap<Integer, Renaming>();
        source.doing("looking for the names of captured tables")
                .query(
                        SqlFile.of(Renaming.class, "renamed_tables.sql").text(),
                        row -> renamings.put(
                                row.getInt(1), new Renaming(row.getString(2), row.getBoolean(3), row.getBoolean(4))),
                        numbers.stream().map(String::valueOf).toList());
        return renamings;
    }

    /** What undoes it on the source, and what does the same on the target, for tables that one way leads back. */
    String cure(List<CapturedTable> tables) {
        List<String> forth = tables.stream()
                .flatMap(table -> forth(table.name(), table.current().name()))
                .distinct()
                .toList();
        return Side.SOURCE.place(owned) + back + "\nThen run the command again. Or keep the new name: "
                + Cures.START_ANEW + " Before that check, on the target: " + String.join(" ", forth);
    }

    private Stream<String> forth(QualifiedName from, QualifiedName to) {
        String schema = Sql.identifier(to.schema());
        Stream<String> first = Stream.of();
        if (ofSchema) {
            first = Stream.of("ALTER SCHEMA " + Sql.identifier(from.schema()) + " RENAME TO " + schema + ";");
        } else if (!from.schema().equals(to.schema())) {
            first = Stream.of(
                    "CREATE SCHEMA IF NOT EXISTS " + schema + ";",
                    "ALTER TABLE " + from.quoted() + " SET SCHEMA " + schema + ";");
        }
        return from.name().equals(to.name())
                ? first
                : Stream.concat(
                        first,
                        Stream.of("ALTER TABLE " + new QualifiedName(to.schema(), from.name()).quoted() + " RENAME TO "
                                + Sql.identifier(to.name()) + ";"));
    }
}
