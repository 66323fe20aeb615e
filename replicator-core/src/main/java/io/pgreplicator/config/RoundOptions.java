package io.pgreplicator.config;

import java.time.Duration;

/**
 * How changes are carried after the copy. Immutable.
 *
 * @param appliers connections that write to the target concurrently while catching up
 * @param batchRows maximum rows per batch
 * @param batchSize maximum bytes per batch
 * @param ringSize maximum bytes in transit between source and target
 * @param catchUpKeys changed keys above which a round is applied by several transactions instead of one
 * @param segmentSize size at which a log segment is sealed and a new one begun
 * @param minPause pause between rounds while there are changes
 * @param maxPause pause between polls of an idle source
 * @param maxRefused maximum rows that the target may refuse before the replication stops
 * @param refusedRetry pause after which refused rows are retried
 */
public record RoundOptions(
        int appliers,
        int batchRows,
        ByteSize batchSize,
        ByteSize ringSize,
        int catchUpKeys,
        ByteSize segmentSize,
        Duration minPause,
        Duration maxPause,
        int maxRefused,
        Duration refusedRetry) {

    public static RoundOptions defaults() {
        return new RoundOptions(
                4,
                10_000,
                ByteSize.ofMegabytes(4),
                ByteSize.ofMegabytes(16),
                50_000,
                ByteSize.ofMegabytes(4),
                Duration.ofMillis(20),
                Duration.ofMillis(500),
                1_000,
                Duration.ofSeconds(10));
    }
}
