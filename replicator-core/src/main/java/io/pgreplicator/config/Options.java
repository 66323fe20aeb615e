package io.pgreplicator.config;

/**
 * Every option that a {@link Setting} can change. Immutable.
 *
 * @param copy how the initial copy goes
 * @param rounds how changes are carried after it
 * @param sessions how the two servers are treated
 */
record Options(CopyOptions copy, RoundOptions rounds, SessionOptions sessions) {
    static Options defaults() {
        return new Options(CopyOptions.defaults(), RoundOptions.defaults(), SessionOptions.defaults());
    }
}
