package io.pgreplicator.error;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The one place where SQLSTATEs are classified. Stateless, thread-safe. */
public final class SqlStates {
    // the states of failures that this program finds, rather than a server

    /** No server answered. */
    public static final String CANNOT_CONNECT = "08001";

    /** The connection was lost. */
    public static final String CONNECTION_LOST = "08003";

    /** Somebody else changed what the work relies on: it may succeed from the beginning. */
    public static final String REPEATABLE = "40001";

    /** The server is not ready to be worked with, but may become so. */
    public static final String NOT_READY = "57P03";

    private static final String DEADLOCK = "40P01";
    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String RELATION_NAME_TAKEN = "42P07";
    private static final String OBJECT_NAME_TAKEN = "42710";

    private static final Set<String> UNDEFINED = Set.of("3F000", "42703", "42704", "42883", "42P01");
    private static final Set<String> TRANSIENT_CLASSES = Set.of("08", "53");
    private static final Set<String> TRANSIENT_STATES = Set.of(
            REPEATABLE, // serialization failure
            DEADLOCK,
            LOCK_NOT_AVAILABLE,
            "57014", // statement timeout or cancel
            "57P01", // the server is shutting down
            "57P02", // another backend crashed
            NOT_READY, // the server is starting
            "57P05", // idle session timeout
            "25P03", // idle in transaction timeout
            "25P04"); // transaction timeout
    /** Classes that concern something other than a row: the connection, the transaction, the statement, the server. */
    private static final Set<String> NOT_OF_A_ROW = Set.of(
            "00", "01", "02", "03", "08", "0A", "0B", "0L", "0P", "0Z", "21", "24", "25", "26", "28", "2B", "2D", "34",
            "3B", "3D", "40", "53", "55", "57", "58", "72", "F0", "XX");

    /**
     * Classes that concern names: one that the statement uses, or one that is a value ({@code regclass}, {@code regtype}).
     */
    private static final Set<String> OF_A_NAME = Set.of("3F", "42");

    private static final Set<String> REFUSED_STATES = Set.of("28000", "28P01", "3D000", INSUFFICIENT_PRIVILEGE);

    private SqlStates() {}

    /** Whether the same work may succeed when it is repeated, on a new connection if necessary. */
    public static boolean isTransient(@Nullable String state) {
        return state != null
                && (TRANSIENT_STATES.contains(state)
                        || TRANSIENT_CLASSES.stream().anyMatch(state::startsWith));
    }

    /** Whether the connection, not the statement, failed. */
    public static boolean isConnectionLoss(@Nullable String state) {
        return state != null && (state.startsWith("08") || state.startsWith("57P"));
    }

    /** Whether a server answered, and no connection came about: it wants a password, or does not encrypt. */
    public static boolean isRejectedConnection(@Nullable String state) {
        return "08004".equals(state);
    }

    /** Whether the server rejected the user, the password or the database. */
    public static boolean isRefused(@Nullable String state) {
        return state != null && REFUSED_STATES.contains(state);
    }

    /** Whether a table, or the schema it is in, does not exist under the name that was used. */
    public static boolean isMissingRelation(@Nullable String state) {
        return "42P01".equals(state) || "3F000".equals(state);
    }

    /** Whether it may be that an object was dropped while its definition was read, which the server takes for a fault of its own. */
    public static boolean isOfDropped(@Nullable String state) {
        return "XX000".equals(state);
    }

    /** Whether something was not dropped because other objects depend on it. */
    public static boolean isDependedOn(@Nullable String state) {
        return "2BP01".equals(state);
    }

    /** Whether the role lacks a privilege. */
    public static boolean isDenied(@Nullable String state) {
        return INSUFFICIENT_PRIVILEGE.equals(state);
    }

    /** Whether a name was not found: of a function, a relation, a type, a column or a schema. */
    public static boolean isUndefined(@Nullable String state) {
        return state != null && UNDEFINED.contains(state);
    }

    /** Whether another object has the name. */
    public static boolean isNameTaken(@Nullable String state) {
        return isRelationNameTaken(state) || OBJECT_NAME_TAKEN.equals(state);
    }

    /** Whether another relation has the name: a table, an index, a sequence. */
    public static boolean isRelationNameTaken(@Nullable String state) {
        return RELATION_NAME_TAKEN.equals(state);
    }

    /** Whether a lock could not be acquired in time, because another session holds it. */
    public static boolean isLocked(@Nullable String state) {
        return LOCK_NOT_AVAILABLE.equals(state);
    }

    /** Whether a row does not satisfy a check constraint, or the bounds of its partition. */
    public static boolean isCheckViolated(@Nullable String state) {
        return "23514".equals(state);
    }

    /** Whether a definition contradicts others: a partition overlaps another one. */
    public static boolean isContradiction(@Nullable String state) {
        return "42P17".equals(state);
    }

    /** Whether something does not apply to the present state: one of our functions says that somebody else has taken over. */
    public static boolean isNotInState(@Nullable String state) {
        return "55000".equals(state);
    }

    /** Whether two transactions waited for each other. */
    public static boolean isDeadlock(@Nullable String state) {
        return DEADLOCK.equals(state);
    }

    /** Whether the server does not do that, for example truncate a table that a foreign key refers to; the session is intact. */
    public static boolean isUnsupported(@Nullable String state) {
        return "0A000".equals(state);
    }

    /** Whether a row collided with another row in a unique index or an exclusion constraint. */
    public static boolean isCollision(@Nullable String state) {
        return "23505".equals(state) || "23P01".equals(state);
    }

    /**
     * Whether the cause may be a row that the server rejected: a constraint, a value that does not fit or that names
     * something that does not exist, an error that a trigger or a check raised under a class of its own. If {@link
     * #mayBeStatement} is true as well, running the statement without any row shows which of the two it is.
     */
    public static boolean isRowRefusal(@Nullable String state) {
        return state != null
                && state.length() == 5
                && !isTransient(state)
                && !NOT_OF_A_ROW.contains(state.substring(0, 2));
    }

    /** Whether the cause of a row refusal may also be the statement, which then fails without any row as well. */
    public static boolean mayBeStatement(@Nullable String state) {
        return state != null && isRowRefusal(state) && OF_A_NAME.contains(state.substring(0, 2));
    }
}
