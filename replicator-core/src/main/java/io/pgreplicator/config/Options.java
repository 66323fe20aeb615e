package io.pgreplicator.config;

/**
 * Every option that a {@link Setting} can change. Immutable.
 *
 * @param copy options of the initial copy
 * @param rounds options of the rounds after it
 * @param sessions options of the sessions on the two servers
 */
record Options(CopyOptions copy, RoundOptions rounds, SessionOptions sessions) {
    static Options defaults() {
        return new Options(CopyOptions.defaults(), RoundOptions.defaults(), SessionOptions.defaults());
    }
}
