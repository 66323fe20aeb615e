package io.pgreplicator.telemetry;

/**
 * How many of the rows that the last rounds carried were compared while writers waited; all were equal, or the cutover did not
 * happen. Immutable.
 *
 * @param tables how many tables they are of
 * @param rows how many rows
 */
public record LastRowsCompared(int tables, int rows) {
    /** Nothing was compared. */
    public static final LastRowsCompared NONE = new LastRowsCompared(0, 0);
}
