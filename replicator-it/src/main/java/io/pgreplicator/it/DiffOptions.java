package io.pgreplicator.it;

import java.util.HashSet;
import java.util.Set;

/**
 * What a comparison leaves out. Immutable.
 *
 * @param excludedTables tables and sequences as {@code regclass} shows them with an empty search path, for example
 *     {@code public.t} or {@code public."Odd Name"}; their indexes, constraints and triggers are left out with them
 * @param excludedSchemas names of schemas, in addition to the system's and {@code replicator}
 * @param catalog whether definitions are compared too, not only rows and sequences
 * @param sequencePositions where the sequences have to stand
 * @param samples how many differing rows to name for each table
 */
public record DiffOptions(
        Set<String> excludedTables,
        Set<String> excludedSchemas,
        boolean catalog,
        SequencePositions sequencePositions,
        int samples) {

    private static final int SAMPLES = 5;

    public DiffOptions {
        excludedTables = Set.copyOf(excludedTables);
        excludedSchemas = Set.copyOf(excludedSchemas);
    }

    /** Compares everything. */
    public static DiffOptions everything() {
        return new DiffOptions(Set.of(), Set.of(), true, SequencePositions.EQUAL, SAMPLES);
    }

    /** Compares everything as a replicator is to leave it: sequences are a little ahead. */
    public static DiffOptions replicated() {
        return new DiffOptions(Set.of(), Set.of(), true, SequencePositions.AHEAD, SAMPLES);
    }

    /** These options with one more table or sequence left out. */
    public DiffOptions withoutTable(String name) {
        return new DiffOptions(plus(excludedTables, name), excludedSchemas, catalog, sequencePositions, samples);
    }

    /** These options with one more schema left out. */
    public DiffOptions withoutSchema(String name) {
        return new DiffOptions(excludedTables, plus(excludedSchemas, name), catalog, sequencePositions, samples);
    }

    /** These options with definitions allowed to differ: columns, indexes, constraints, triggers. */
    public DiffOptions withoutCatalog() {
        return new DiffOptions(excludedTables, excludedSchemas, false, sequencePositions, samples);
    }

    /** These options with sequences allowed to stand anywhere. */
    public DiffOptions withoutSequencePositions() {
        return new DiffOptions(excludedTables, excludedSchemas, catalog, SequencePositions.ANYWHERE, samples);
    }

    private static Set<String> plus(Set<String> names, String name) {
        Set<String> more = new HashSet<>(names);
        more.add(name);
        return more;
    }
}
