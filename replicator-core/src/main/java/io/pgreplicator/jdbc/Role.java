package io.pgreplicator.jdbc;

/**
 * The purpose of a session; a DBA sees it in {@code pg_stat_activity.application_name} as {@code replicator copy}.
 * Immutable.
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

    /** Whether the session's transactions on the source last as long as the target takes to consume what was read. */
    boolean readsForTarget() {
        return this == COPY || this == DRAIN;
    }

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
