package io.pgreplicator.preflight;

import java.util.Optional;

/** The statements for what is wrong with the target's database as a whole, each after the place where it is run. */
interface TargetStatements {
    /** Creates another database with the source's encoding and locale; empty where the target's server has no such locale. */
    Optional<String> creation();

    /** The same, with another locale if need be. */
    String creationWithEncoding();

    /** Takes back what makes its transactions read-only. */
    String writable();
}
