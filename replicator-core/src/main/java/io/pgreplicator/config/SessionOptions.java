package io.pgreplicator.config;

import java.time.Duration;

/**
 * How the replicator treats the two servers. Immutable.
 *
 * @param lockTimeout longest wait for a table lock; then it gives way and tries again
 * @param retryLimit how long a lost connection or a transient error is retried before giving up
 * @param connectTimeout longest wait for one connection attempt
 */
public record SessionOptions(Duration lockTimeout, Duration retryLimit, Duration connectTimeout) {
    public static SessionOptions defaults() {
        return new SessionOptions(Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofSeconds(10));
    }
}
