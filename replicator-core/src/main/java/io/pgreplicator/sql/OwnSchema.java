package io.pgreplicator.sql;

/** The schemas that the replicator creates; one database may hold both, when changes are replicated in both directions. */
public enum OwnSchema {
    /** Where changes are captured. */
    CAPTURE("replicator_capture", "capture"),
    /** Where changes are applied: the state of the migration. */
    CONTROL("replicator", "migration");

    private final String name;
    private final String marker;

    OwnSchema(String name, String marker) {
        this.name = name;
        this.marker = marker;
    }

    /** The table that identifies the schema. */
    public String marker() {
        return marker;
    }

    /** Its name in the database. */
    @Override
    public String toString() {
        return name;
    }
}
