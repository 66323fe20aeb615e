package io.pgreplicator.config;

import java.time.Duration;

/**
 * How the replicator treats the two servers. Immutable.
 *
 * @param lockTimeout longest wait for a table lock; then the replicator stops waiting and retries
 * @param retryLimit how long a lost connection or a transient error is retried before giving up
 * @param connectTimeout longest wait for one connection attempt
 * @param silenceLimit how long a server may be silent before it is checked for being alive, and how long the source's locks
 *     are held while nothing is transferred
 */
public record SessionOptions(
        Duration lockTimeout, Duration retryLimit, Duration connectTimeout, Duration silenceLimit) {
    /** With the default silence limit. */
    public SessionOptions(Duration lockTimeout, Duration retryLimit, Duration connectTimeout) {
        this(lockTimeout, retryLimit, connectTimeout, Duration.ofSeconds(15));
    }

    public static SessionOptions defaults() {
        return new SessionOptions(Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofSeconds(10));
    }
}
