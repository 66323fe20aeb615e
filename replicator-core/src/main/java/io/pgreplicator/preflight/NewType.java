package io.pgreplicator.preflight;

import io.pgreplicator.catalog.Column;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.Sql;

/**
 * How a column of the target gets another type. Immutable.
 *
 * @param clauses what ALTER TABLE takes after the name of the table
 */
record NewType(String clauses) {
    /**
     * Tries it with an empty table that is rolled back: some types are reached by an explicit cast only, and a default
     * has none.
     *
     * @param column the source's column
     */
    static NewType of(Session target, Table other, Column column) {
        String name = Sql.identifier(column.name());
        String plain = "ALTER COLUMN " + name + " TYPE " + column.type();
        target.doing("trying out the type of " + column.name() + " of " + other.name() + " (rolled back)")
                .begin("");
        try {
            target.execute("CREATE TEMPORARY TABLE replicator_probe (LIKE "
                    + other.name().quoted() + " INCLUDING DEFAULTS)");
            target.execute("ALTER TABLE pg_temp.replicator_probe " + plain);
            return new NewType(plain);
        } catch (DatabaseException e) {
            if (e.isTransient()) {
                throw e;
            }
            return new NewType(
                    SqlStates.isDenied(e.sqlState())
                            ? plain
                            : "ALTER COLUMN " + name + " DROP DEFAULT, " + plain + " USING " + name + "::text::"
                                    + column.type());
        } finally {
            target.rollback();
        }
    }
}
