package io.pgreplicator.verify;

import io.pgreplicator.control.Leader;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.telemetry.ReplicationEvent.VerificationWaits;
import java.time.Duration;
import java.util.Optional;

/**
 * Lets the replication go first: while the target is further behind than it may be, nothing is compared. A replicator that is paused
 * or does not run is not waited for. Confined to one thread.
 */
final class LagLimit {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Database target;
    private final Work work;
    private final Duration longest;
    private long askedNanos = System.nanoTime() - INTERVAL.toNanos();

    /** {@code longest}: zero never waits. */
    LagLimit(Database target, Work work, Duration longest) {
        this.target = target;
        this.work = work;
        this.longest = longest;
    }

    /** Waits while the target is too far behind, and says so once; asks at most every second. A stop ends it. */
    void await() {
        if (longest.isZero() || System.nanoTime() - askedNanos < INTERVAL.toNanos()) {
            return;
        }
        Optional<Duration> lag = excess();
        lag.ifPresent(present -> work.tell(new VerificationWaits(present)));
        while (lag.isPresent() && !work.isStopped() && !Thread.currentThread().isInterrupted()) {
            work.sleep(INTERVAL);
            lag = excess();
        }
        askedNanos = System.nanoTime();
    }

    private Optional<Duration> excess() {
        return work.call("reading the lag", () -> {
            try (Session to = target.open(Role.CONTROL)) {
                return Leader.lag(to).filter(lag -> lag.compareTo(longest) > 0);
            }
        });
    }
}
