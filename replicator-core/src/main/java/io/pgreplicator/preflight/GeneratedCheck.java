package io.pgreplicator.preflight;

import io.pgreplicator.catalog.Column;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.Sql;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares the expressions of generated columns: their values are not carried, so another expression would make an
 * undetected difference. Confined to one thread.
 */
final class GeneratedCheck {
    private static final int FIRST_VERSION_WITH_DROP_EXPRESSION = 13;
    /** Before, a child that has children itself was in the way. */
    private static final int FIRST_VERSION_WITH_DROP_EXPRESSION_BELOW = 15;

    private static final int FIRST_VERSION_WITH_SET_EXPRESSION = 17;

    private final Survey survey;
    private final Set<String> extensionSchemas;
    private final Map<Long, Map<String, Generated>> sources;
    private final Map<Long, Map<String, Generated>> targets;

    /** How the server writes the expression, and whether the column is stored. */
    private record Generated(String expression, boolean stored) {}

    private GeneratedCheck(Survey survey, Set<String> extensionSchemas) {
        this.survey = survey;
        this.extensionSchemas = extensionSchemas;
        this.sources = new HashMap<>(read(survey.source(), survey.sourceOids()));
        this.targets = new HashMap<>(read(survey.target(), survey.targetOids()));
        // most have none, and are not asked about again
        survey.tables().forEach(table -> sources.putIfAbsent(table.oid(), Map.of()));
        survey.targets().values().forEach(table -> targets.putIfAbsent(table.oid(), Map.of()));
    }

    static GeneratedCheck of(Survey survey, Set<String> extensionSchemas) {
        return new GeneratedCheck(survey, extensionSchemas);
    }

    /** The expression of a column as both servers write it. */
    record Difference(String source, String target) {}

    /** The difference in a column that is generated on both sides; empty when there is none. */
    Optional<Difference> difference(Table table, Table other, Column column) {
        Generated there = of(survey.source(), sources, table).get(column.name());
        Generated here = of(survey.target(), targets, other).get(column.name());
        if (there == null || here == null || plain(there.expression).equals(plain(here.expression))) {
            return Optional.empty();
        }
        String asTargetWrites = written(other, column, there.expression);
        return asTargetWrites.equals(here.expression)
                ? Optional.empty()
                : Optional.of(new Difference(there.expression, here.expression));
    }

    /** Whether the target's column, which is generated, becomes an ordinary one by a statement. */
    boolean canDropExpression(Table other, Column column) {
        Generated here = of(survey.target(), targets, other).get(column.name());
        int major = survey.to().major();
        return here != null
                && here.stored
                && major >= FIRST_VERSION_WITH_DROP_EXPRESSION
                && (major >= FIRST_VERSION_WITH_DROP_EXPRESSION_BELOW || !hasGrandchildren(other));
    }

    private boolean hasGrandchildren(Table other) {
        return survey.target()
                .query(
                        "SELECT EXISTS (SELECT FROM pg_inherits AS i JOIN pg_inherits AS j ON j.inhparent = i.inhrelid"
                                + " WHERE i.inhparent = ?::oid)",
                        row -> row.getBoolean(1),
                        other.oid())
                .get(0);
    }

    /** The part of ALTER TABLE that gives the target's column the expression; empty where its server has none. */
    Optional<String> setExpression(Column column, String expression) {
        return survey.to().major() < FIRST_VERSION_WITH_SET_EXPRESSION
                ? Optional.empty()
                : Optional.of(
                        "ALTER COLUMN " + Sql.identifier(column.name()) + " SET EXPRESSION AS (" + expression + ");");
    }

    /**
     * Servers of different versions may write the same expression differently, so the target is asked to write the source's.
     */
    private String written(Table other, Column column, String expression) {
        Session target = survey.target();
        target.doing("comparing the generated column " + column.name() + " of " + other.name())
                .begin("");
        try {
            target.execute("CREATE TEMPORARY TABLE replicator_probe (LIKE "
                    + other.name().quoted() + ")");
            target.execute("ALTER TABLE pg_temp.replicator_probe DROP COLUMN " + Sql.identifier(column.name())
                    + ", ADD COLUMN " + Sql.identifier(column.name()) + " " + column.type()
                    + " GENERATED ALWAYS AS (" + expression + ") STORED");
            return read(target, List.of(target.queryText("SELECT 'pg_temp.replicator_probe'::regclass::oid::text")))
                    .values()
                    .stream()
                    .flatMap(columns -> columns.values().stream())
                    .map(Generated::expression)
                    .findFirst()
                    .orElse("");
        } catch (DatabaseException e) {
            if (e.isTransient()) {
                throw e;
            }
            return String.valueOf(e.getMessage());
        } finally {
            target.rollback();
        }
    }

    /** A function of an extension may be in another schema on the other side. */
    private String plain(String expression) {
        String plain = expression;
        for (String schema : extensionSchemas) {
            plain = plain.replace(Sql.identifier(schema) + ".", "").replace(schema + ".", "");
        }
        return plain;
    }

    /** A table that is not selected may have those of one that is. */
    private static Map<String, Generated> of(Session session, Map<Long, Map<String, Generated>> known, Table table) {
        return known.computeIfAbsent(
                table.oid(), oid -> read(session, Survey.oids(List.of(table))).getOrDefault(oid, Map.of()));
    }

    private static Map<Long, Map<String, Generated>> read(Session session, List<String> oids) {
        return Survey.ofColumns(
                session.doing("reading generated columns"),
                "generated_columns.sql",
                oids,
                row -> new Generated(row.getString(3), row.getString(4).equals("s")));
    }
}
