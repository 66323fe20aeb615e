package io.pgreplicator.it.cases;

/** How a case has to end. */
enum Expectation {
    /** Every row arrives. */
    EQUAL,
    /** The check fails with the expected finding, the run as well, and nothing is changed. */
    REFUSED,
    /** The replication stops with the expected failure. */
    STOPS
}
