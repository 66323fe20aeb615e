package io.pgreplicator.deferred;

import io.pgreplicator.deferred.Renewal.Outcome;
import io.pgreplicator.jdbc.OwnSchemaState;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.OwnSchema;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.SchemaReport;
import io.pgreplicator.telemetry.SchemaReport.ObjectDifference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An object of the target that the replicator has dropped or disabled and will restore, by the name that a comparison of definitions
 * gives it. Immutable.
 *
 * @param id number of its record
 * @param kind {@code index}, {@code constraint} or {@code trigger}
 * @param table the table that it was taken off
 * @param name its name, with its schema or its table
 */
record TakenOff(long id, String kind, QualifiedName table, String name) {
    /** What a definition ends with until the object is restored, or only once it is. */
    private static final Pattern STATE =
            Pattern.compile(" (DISABLED|ENABLED REPLICA|ENABLED ALWAYS|NOT VALID|REPLICA IDENTITY)$");

    /** Everything that is off at this moment and will be as the source has it, under the name that it will have. */
    static List<TakenOff> all(Session source, Session target) {
        Map<Long, Renewal> renewals = Renewal.all(source, target).stream()
                .collect(Collectors.toMap(renewal -> renewal.off().id(), renewal -> renewal));
        return recorded(target).stream()
                .flatMap(object -> object.as(renewals.get(object.id)).stream())
                .toList();
    }

    /** What is off, and will be back though the source has none: it was the target's own before. A trigger stays where it is. */
    static List<ObjectDifference> ofTargetAlone(Session source, Session target) {
        Set<Long> own = Renewal.all(source, target).stream()
                .filter(Renewal::isOfTargetAlone)
                .map(renewal -> renewal.off().id())
                .collect(Collectors.toSet());
        return recorded(target).stream()
                .filter(object -> own.contains(object.id) && !object.kind.equals("trigger"))
                .map(TakenOff::ofTargetAlone)
                .toList();
    }

    private ObjectDifference ofTargetAlone() {
        return new ObjectDifference(
                kind, table, name, false, false, new SchemaReport.Difference(kind + " " + name, null, ""), null);
    }

    private Optional<TakenOff> as(@Nullable Renewal renewal) {
        if (renewal == null || renewal.outcome() == Outcome.KEPT) {
            return Optional.of(this);
        }
        Renewal.Present present = renewal.present();
        if (renewal.outcome() != Outcome.RENEWED || present == null) {
            return Optional.empty();
        }
        String former = renewal.off().key().name();
        String newName = present.key().name();
        String its = kind.equals("index") ? table.schema() + "." + newName : newName + name.substring(former.length());
        return Optional.of(new TakenOff(id, kind, table, its));
    }

    private static List<TakenOff> recorded(Session target) {
        return OwnSchemaState.isOurs(target, OwnSchema.CONTROL)
                ? target.doing("reading what is taken off")
                        .query(
                                SqlFile.of(TakenOff.class, "taken_off.sql").text(),
                                row -> new TakenOff(
                                        row.getLong(1),
                                        row.getString(2),
                                        new QualifiedName(row.getString(3), row.getString(4)),
                                        row.getString(5)))
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
