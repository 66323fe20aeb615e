package io.pgreplicator.it;

import java.time.Duration;

/**
 * How a workload writes. Immutable.
 *
 * @param seed decides what each client does; timing still differs from run to run
 * @param clients how many connections write at the same time
 * @param truncate whether a small table is emptied now and then
 * @param longTransactions whether some transactions stay open for up to a second
 * @param pause how long a client rests after each transaction
 */
public record WorkloadOptions(long seed, int clients, boolean truncate, boolean longTransactions, Duration pause) {

    /** Everything a workload can do, as fast as it can. */
    public static WorkloadOptions of(long seed, int clients) {
        return new WorkloadOptions(seed, clients, true, true, Duration.ZERO);
    }

    /** These options without TRUNCATE. */
    public WorkloadOptions withoutTruncate() {
        return new WorkloadOptions(seed, clients, false, longTransactions, pause);
    }

    /** These options without transactions that stay open. */
    public WorkloadOptions withoutLongTransactions() {
        return new WorkloadOptions(seed, clients, truncate, false, pause);
    }

    /** These options with a rest after each transaction. */
    public WorkloadOptions pausing(Duration rest) {
        return new WorkloadOptions(seed, clients, truncate, longTransactions, rest);
    }
}
