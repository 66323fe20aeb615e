package io.pgreplicator.deferred;

import io.pgreplicator.deferred.Definition.Kind;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.OwnSchemaState;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.OwnSchema;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.OpenObject;
import io.pgreplicator.telemetry.SchemaReport.ObjectDifference;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The objects of the target that are not restored, as recorded in the control schema. Stateless, thread-safe. */
public final class OpenObjects {
    /** In the cure of {@link #failureAfterSwitch}: only while no replicator is running. */
    public static final String TRIED_AGAIN = " Then run the same command again: it tries what is left.";

    /** A corrupt unique index of the source would hide the duplicates from the query that looks for them. */
    private static final String WITHOUT_INDEXES =
            "SET enable_indexscan = off; SET enable_indexonlyscan = off; SET enable_bitmapscan = off; ";

    private OpenObjects() {}

    /** Every open object, oldest first. */
    public static List<OpenObject> all(Session target) {
        return target.doing("reading the open objects")
                .query(
                        SqlFile.of(OpenObjects.class, "open_objects.sql")
                                .with("is_missed", DeferredObjects.MISSED)
                                .text(),
                        row -> new OpenObject(
                                row.getString(1),
                                new QualifiedName(row.getString(2), row.getString(3)),
                                row.getString(4),
                                row.getString(5),
                                row.getString(6),
                                row.getString(7).isEmpty() ? "" : WITHOUT_INDEXES + row.getString(7) + ";",
                                row.getBoolean(8)));
    }

    /** The open objects that are in the way: neither those that have to wait, nor those that the source has no more. */
    public static List<OpenObject> inTheWay(Session source, Session target) {
        List<OpenObject> open =
                all(target).stream().filter(object -> !object.waits()).toList();
        if (open.isEmpty()) {
            return open;
        }
        Set<Renewal.Key> gone = Renewal.all(source, target).stream()
                .filter(renewal -> renewal.outcome() == Renewal.Outcome.GONE)
                .map(renewal -> renewal.off().key())
                .collect(Collectors.toSet());
        return open.stream()
                .filter(object -> gone.stream()
                        .noneMatch(key -> key.kind().toString().equals(object.kind())
                                && key.table().equals(object.table())
                                && key.name().equals(object.name())))
                .toList();
    }

    /**
     * Whether the two sides differ only because the replicator has dropped or disabled the target's object and will restore it as the
     * source has it, at the moment of this call.
     */
    public static Predicate<ObjectDifference> takenOff(Session source, Session target) {
        List<TakenOff> off = TakenOff.all(source, target);
        return difference -> off.stream().anyMatch(object -> object.explains(difference));
    }

    /** What is dropped at this moment and will be back though the source has none: a comparison of what is there does not show it. */
    public static List<ObjectDifference> ofTargetAlone(Session source, Session target) {
        return TakenOff.ofTargetAlone(source, target);
    }

    /**
     * The number of objects that are currently dropped or disabled, whether that is a problem or not; 0 when no migration
     * writes to that database.
     */
    public static long countOff(Session target) {
        return OwnSchemaState.isOurs(target, OwnSchema.CONTROL)
                ? target.doing("counting what is taken off")
                        .queryLong("SELECT count(*) FROM replicator.deferred_object AS o WHERE finished_at IS NULL AND "
                                + DeferredObjects.MISSED)
                : 0;
    }

    /** The failure of a run that was to deliver every row and every object: the rows are complete. */
    public static ReplicatorException failure(List<OpenObject> open) {
        return new ReplicatorException(
                ErrorCode.OBJECTS_OPEN,
                "Every row is on the target, but " + count(open) + " could not be put back:\n" + describe(open),
                cure(open) + left(open) + " Then run the command again; 'replicator run' also tries again by itself.");
    }

    /** What to do about objects that are open while the replicator follows. */
    public static String whileFollowing(List<OpenObject> open) {
        return cure(open) + left(open) + " 'replicator run' then tries again by itself.";
    }

    /** The failure of a switch that has happened: applications write where the objects are missing. */
    public static ReplicatorException failureAfterSwitch(List<OpenObject> open) {
        return new ReplicatorException(
                ErrorCode.OBJECTS_OPEN,
                "The switch is done, and applications write to the other side; but " + count(open)
                        + " could not be put back there:\n" + describe(open),
                "Fix what is in the way on that side, which is the primary now: what you change there is carried back."
                        + TRIED_AGAIN);
    }

    /** The failure of an uninstallation; {@code forgotten}: whether their record was dropped. */
    public static ReplicatorException notRestored(List<OpenObject> open, boolean forgotten) {
        return notRestored(open, forgotten, cure(open), "replicator uninstall");
    }

    /**
     * The same of an uninstallation from one side alone: no replicator brings what is fixed on the other side.
     *
     * @param command the one that tries again
     */
    public static ReplicatorException notRestoredAlone(List<OpenObject> open, boolean forgotten, String command) {
        String cure = open.stream().allMatch(object -> object.offenders().isEmpty())
                ? "Fix what the server names: a function, a setting or a privilege of this database."
                : "Fix the rows in the way, which their query shows, on this database; or define the object so that they may stay.";
        return notRestored(open, forgotten, cure, command);
    }

    private static ReplicatorException notRestored(
            List<OpenObject> open, boolean forgotten, String cure, String command) {
        return new ReplicatorException(
                ErrorCode.OBJECTS_OPEN,
                "Everything of the replicator was removed"
                        + (forgotten ? "" : ", except its record on the target (schema replicator)") + "; "
                        + count(open) + " could not be put back:\n" + describe(open),
                cure
                        + (forgotten ? "" : left(open))
                        + (forgotten
                                ? " Then run the SQL above on the target: the record of it was dropped."
                                : " Then run '" + command + "' again: it tries what is left. '" + command
                                        + " --force' drops the record, and the SQL above is the only copy then."));
    }

    /** Several lines for each: what and why, its SQL, the query for the rows that block it. */
    public static String describe(List<OpenObject> open) {
        return open.stream().map(OpenObjects::describe).collect(Collectors.joining("\n"));
    }

    /** Several lines: what and why, its SQL, the query for the rows that block it. */
    public static String describe(OpenObject object) {
        return "  " + object.subject() + ": " + object.reason() + "\n    SQL: " + object.sql()
                + (object.offenders().isEmpty() ? "" : "\n    rows in the way: " + object.offenders());
    }

    private static String count(List<OpenObject> open) {
        return open.size() == 1 ? "1 object" : open.size() + " objects";
    }

    /** What to do about what has their names; empty unless that is all that keeps them from being built. */
    public static String cureOfNames(List<OpenObject> open) {
        return open.stream().allMatch(NameHolder::isInTheWay) ? NameHolder.cure(open) : "";
    }

    /** Rows come from the source, so fixing them on the target would make the two sides differ. */
    private static String cure(List<OpenObject> open) {
        List<OpenObject> others =
                open.stream().filter(object -> !NameHolder.isInTheWay(object)).toList();
        String names = NameHolder.cure(open);
        if (others.isEmpty()) {
            return names;
        }
        return (others.stream().allMatch(object -> object.offenders().isEmpty())
                        ? "Fix what the server names: a function, a setting or a privilege of the target."
                        : "Where rows are in the way, run their query on the source first: the target has the same rows. Fix them on the"
                                + " source, and the replicator brings the change; or drop the object on the source, or change it there"
                                + " as it is to be: it comes back as the source has it. Do not change rows on the target.")
                + (names.isEmpty() ? "" : "\n" + names);
    }

    /**
     * The statements that have a foreign key stay as it is built: it refuses new rows that refer to nothing, and keeps those of the
     * source. One of a partitioned table cannot be NOT VALID.
     */
    private static String left(List<OpenObject> open) {
        return open.stream()
                .filter(object -> object.kind().equals(Kind.FOREIGN_KEY.toString())
                        && !object.waits()
                        && object.sql().contains(" VALIDATE CONSTRAINT ")
                        && !object.sql().contains(" ADD CONSTRAINT "))
                .map(object -> "\nOr, to have " + object.subject()
                        + " stay NOT VALID, so that only new rows must satisfy it,\nOn the target: "
                        + comment(object.sql())
                        + "UPDATE replicator.deferred_object SET finished_at = built_at WHERE kind = "
                        + Sql.literal(object.kind())
                        + " AND schema_name = " + Sql.literal(object.table().schema())
                        + " AND table_name = " + Sql.literal(object.table().name())
                        + " AND name = " + Sql.literal(object.name()) + " AND finished_at IS NULL;\n")
                .collect(Collectors.joining());
    }

    private static String comment(String finish) {
        int comment = finish.indexOf("; COMMENT ON CONSTRAINT ");
        return comment < 0 ? "" : finish.substring(comment + 2) + " ";
    }
}
