package io.pgreplicator.preflight;

import io.pgreplicator.catalog.Key;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.sql.Sql;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Composes the statements that give a table of the target the key of the source, or free it of its own. Confined to one thread. */
final class KeyCures {
    private final Survey survey;
    /** What the statements for other columns and keys do already. */
    private final Set<String> done;

    /** {@code done}: what the statements for other columns do, to which these add. */
    KeyCures(Survey survey, Set<String> done) {
        this.survey = survey;
        this.done = done;
    }

    /** The lines that give the target's table that key of the source's. */
    String cure(Table table, Table other, Key key) {
        return (key.primary() ? withoutPrimaryKey(other) : "") + created(table, key);
    }

    /** The lines that drop the primary key, which lets no column be null; empty where the column is not part of it. */
    String withoutKeyOver(Table other, String column) {
        return other.keys().stream()
                        .anyMatch(key -> key.primary() && key.names().contains(column))
                ? withoutPrimaryKey(other)
                : "";
    }

    /** The lines that drop the primary key with the foreign keys to it; empty where there is none, or others drop it. */
    private String withoutPrimaryKey(Table other) {
        record Drop(String statement, boolean allowed) {}
        List<Drop> drops = survey
                .target()
                .doing("reading what the key of " + other.name() + " has with it")
                .query(
                        Survey.file("primary_key.sql"),
                        row -> new Drop(row.getString(1), row.getBoolean(2)),
                        other.oid())
                .stream()
                .filter(drop -> done.add(drop.statement))
                .toList();
        return drops.isEmpty()
                ? ""
                : Side.TARGET.place(drops.stream().allMatch(Drop::allowed))
                        + drops.stream().map(Drop::statement).collect(Collectors.joining(" "))
                        + "\n";
    }

    /** As the source has it, so that the definitions are equal, too. */
    private String created(Table table, Key key) {
        if (table.kind() == Table.Kind.PARTITIONED) {
            return "On the target: ALTER TABLE " + table.name().quoted() + " " + added(key) + ";";
        }
        String nulls = key.primary()
                ? ""
                : key.names().stream()
                        .map(name -> "ALTER COLUMN " + Sql.identifier(name) + " SET NOT NULL")
                        .collect(Collectors.joining(
                                ", ", "ALTER TABLE " + table.name().quoted() + " ", "; "));
        return survey.source()
                .doing("reading the key of " + table.name())
                .query(
                        Survey.file("key_definition.sql"),
                        row -> "On the target: " + nulls + row.getString(1),
                        table.oid(),
                        key.index())
                .get(0);
    }

    private static String added(Key key) {
        String columns = "(" + Sql.identifiers(key.names()) + ")";
        return key.primary()
                ? "ADD PRIMARY KEY " + columns
                : key.names().stream()
                                .map(name -> "ALTER COLUMN " + Sql.identifier(name) + " SET NOT NULL, ")
                                .collect(Collectors.joining())
                        + "ADD UNIQUE " + columns;
    }
}
