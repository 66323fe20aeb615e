package io.pgreplicator.jdbc;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The purpose of a session; a DBA sees it in {@code pg_stat_activity.application_name}, as {@code replicator copy 0a1b2c3d}:
 * the program, the role, and the run that the session belongs to, if any. Whoever looks for our sessions by that name takes
 * the pattern from here. Immutable.
 */
public enum Role {
    /** Catalog, control tables, short statements. */
    CONTROL(false),
    /** Holds the leader lock for as long as the replicator lives. */
    LEADER(false),
    /** One end of a COPY pipe. */
    COPY(true),
    /** Builds indexes and constraints. */
    INDEX(true),
    /** Reads the rounds on the source. */
    DRAIN(false),
    /** Writes the rounds on the target. */
    APPLY(true),
    /** Compares. */
    VERIFY(false);

    private static final String PROGRAM = "replicator ";

    private final boolean writesUserTables;

    Role(boolean writesUserTables) {
        this.writesUserTables = writesUserTables;
    }

    /**
     * Whether the session writes user tables of the target: it then keeps the database's own {@code search_path}, because
     * index expressions and check constraints may call functions that need it.
     */
    boolean writesUserTables() {
        return writesUserTables;
    }

    /** Whether the session reads user tables, whose indexes may call functions that need more than {@code pg_catalog} to be planned. */
    boolean readsUserTables() {
        return this == COPY || this == DRAIN || this == VERIFY;
    }

    /** Whether the session's transactions on the source last as long as the target takes to consume what was read. */
    boolean readsForTarget() {
        return this == COPY || this == DRAIN;
    }

    /** The name of this role's sessions. {@code run}: as {@link Database#run}. */
    String sessionName(String run) {
        return (PROGRAM + this + " " + run).strip();
    }

    /** The name of a session that another program opens for us, for that purpose. */
    public static String sessionFor(String purpose) {
        return PROGRAM + purpose;
    }

    /** Matches the names of all sessions of ours, with {@code LIKE}. */
    public static String anySession() {
        return PROGRAM + "%";
    }

    /** Matches the names of all sessions of the run, with {@code LIKE}. */
    public static String sessionsOf(String run) {
        return PROGRAM + "% " + run;
    }

    /** Matches the names of all sessions of these roles, whatever their run, with {@code ~}. */
    public static String sessionsIn(Role... roles) {
        return Arrays.stream(roles).map(Role::toString).collect(Collectors.joining("|", "^" + PROGRAM + "(", ")( |$)"));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
