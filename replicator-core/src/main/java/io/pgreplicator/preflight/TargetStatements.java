package io.pgreplicator.preflight;

import java.util.Optional;

/** The statements for what is wrong with the target's database as a whole, each after the place where it is run. */
interface TargetStatements {
    /** Creates another database with the source's encoding and locale; empty where the target's server has no such locale. */
    Optional<String> creation();

    /** The same, with another locale if need be. */
    String creationWithEncoding();

    /** Where it comes from that its transactions are read-only by default, and what takes that back. */
    ReadOnlySetting readOnly();

    /**
     * What makes transactions read-only by default.
     *
     * @param place in words
     */
    record ReadOnlySetting(String place, String cure) {}
}
