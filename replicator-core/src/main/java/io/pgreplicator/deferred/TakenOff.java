package io.pgreplicator.deferred;

import io.pgreplicator.jdbc.OwnSchemaState;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.OwnSchema;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.SchemaReport;
import io.pgreplicator.telemetry.SchemaReport.ObjectDifference;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An object of the target that the replicator has dropped or disabled and will restore, by the name that a comparison of definitions
 * gives it. Immutable.
 *
 * @param kind {@code index}, {@code constraint} or {@code trigger}
 * @param table the table that it was taken off
 * @param name its name, with its schema or its table
 */
record TakenOff(String kind, QualifiedName table, String name) {
    /** What a definition ends with until the object is restored, or only once it is. */
    private static final Pattern STATE =
            Pattern.compile(" (DISABLED|ENABLED REPLICA|ENABLED ALWAYS|NOT VALID|REPLICA IDENTITY)$");

    /** Everything that is off at this moment, whether that is a problem or not. */
    static List<TakenOff> all(Session target) {
        return OwnSchemaState.isOurs(target, OwnSchema.CONTROL)
                ? target.doing("reading what is taken off")
                        .query(
                                SqlFile.of(TakenOff.class, "taken_off.sql").text(),
                                row -> new TakenOff(
                                        row.getString(1),
                                        new QualifiedName(row.getString(2), row.getString(3)),
                                        row.getString(4)))
                : List.of();
    }

    /**
     * Whether the two sides differ in nothing but that it is off: an index or a constraint is missing, or built and not finished; a
     * trigger is disabled, and never missing.
     */
    boolean explains(ObjectDifference one) {
        SchemaReport.Difference difference = one.difference();
        if (!kind.equals(one.kind()) || !name.equals(one.name()) || difference.source() == null) {
            return false;
        }
        if (kind.equals("index") && !table.equals(one.table())) {
            return false;
        }
        return difference.target() == null
                ? !kind.equals("trigger")
                : withoutState(difference.source()).equals(withoutState(difference.target()))
                        && (!kind.equals("trigger") || difference.target().endsWith(" DISABLED"));
    }

    private static String withoutState(String definition) {
        return STATE.matcher(definition).replaceFirst("");
    }
}
