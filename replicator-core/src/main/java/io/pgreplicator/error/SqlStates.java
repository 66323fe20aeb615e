package io.pgreplicator.error;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The one place where an SQLSTATE is judged. Stateless, thread-safe. */
public final class SqlStates {
    /** A unique index was violated. */
    public static final String UNIQUE_VIOLATION = "23505";

    /** An exclusion constraint was violated. */
    public static final String EXCLUSION_VIOLATION = "23P01";

    /** Two transactions waited for each other. */
    public static final String DEADLOCK = "40P01";

    /** A lock could not be had in time. */
    public static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final Set<String> TRANSIENT_CLASSES = Set.of("08", "53");
    private static final Set<String> TRANSIENT_STATES = Set.of(
            "40001", // serialization failure
            DEADLOCK,
            LOCK_NOT_AVAILABLE,
            "57014", // statement timeout or cancel
            "57P01", // the server is shutting down
            "57P02", // another backend crashed
            "57P03", // the server is starting
            "57P05", // idle session timeout
            "25P03", // idle in transaction timeout
            "25P04"); // transaction timeout
    private static final Set<String> REFUSED_STATES = Set.of("28000", "28P01", "3D000", "42501");

    private SqlStates() {}

    /** Whether the same work may succeed when it is done again, on a fresh connection if need be. */
    public static boolean isTransient(@Nullable String state) {
        return state != null
                && (TRANSIENT_STATES.contains(state)
                        || TRANSIENT_CLASSES.stream().anyMatch(state::startsWith));
    }

    /** Whether the connection, not the statement, failed. */
    public static boolean isConnectionLoss(@Nullable String state) {
        return state != null && (state.startsWith("08") || state.startsWith("57P"));
    }

    /** Whether the server refused the user, the password or the database. */
    public static boolean isRefused(@Nullable String state) {
        return state != null && REFUSED_STATES.contains(state);
    }

    /** Whether a row collided with another one in a unique index or an exclusion constraint. */
    public static boolean isCollision(@Nullable String state) {
        return UNIQUE_VIOLATION.equals(state) || EXCLUSION_VIOLATION.equals(state);
    }
}
