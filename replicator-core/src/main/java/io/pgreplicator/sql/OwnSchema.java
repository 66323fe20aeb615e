package io.pgreplicator.sql;

/** The schemas that the replicator makes; one database may hold both, when changes go both ways. */
public enum OwnSchema {
    /** Where changes are captured. */
    CAPTURE("replicator_capture"),
    /** Where changes are applied: the state of the migration. */
    CONTROL("replicator");

    private final String name;

    OwnSchema(String name) {
        this.name = name;
    }

    /** Its name in the database. */
    @Override
    public String toString() {
        return name;
    }
}
