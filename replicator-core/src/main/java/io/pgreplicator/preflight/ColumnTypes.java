package io.pgreplicator.preflight;

import io.pgreplicator.catalog.Column;
import io.pgreplicator.sql.Sql;
import java.util.List;
import java.util.Set;

/** Compares the types of columns, as the servers of both sides write them. Immutable. */
final class ColumnTypes {
    private final Set<String> extensionSchemas;
    /** Whether a type of the target also fits when it only holds the source's values as they are. */
    private final boolean widerFits;

    /** {@code extensionSchemas}: those of both sides, whose names make no difference. */
    ColumnTypes(Set<String> extensionSchemas, boolean widerFits) {
        this.extensionSchemas = extensionSchemas;
        this.widerFits = widerFits;
    }

    /** Whether a column of the target has to be made otherwise to hold what the source's does, and as it does. */
    boolean differ(Column column, Column other) {
        return column.generated() != other.generated() || !fit(column.type(), other.type());
    }

    /** Whether {@code other}, a type of the target, will do for {@code type}, one of the source. */
    boolean fit(String type, String other) {
        return sameType(type, other) || (widerFits && TypeWidth.holds(type, other));
    }

    /** An extension may be in another schema on the target, as Heroku's are. */
    private boolean sameType(String type, String other) {
        return type.equals(other) || withoutSchema(type).equals(withoutSchema(other));
    }

    private String withoutSchema(String type) {
        for (String schema : extensionSchemas) {
            for (String prefix : List.of(schema + ".", Sql.identifier(schema) + ".")) {
                if (type.startsWith(prefix)) {
                    return type.substring(prefix.length());
                }
            }
        }
        return type;
    }
}
