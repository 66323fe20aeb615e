package io.pgreplicator.phase;

import io.pgreplicator.control.Leader;
import io.pgreplicator.control.LeaderEpoch;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Retry;
import io.pgreplicator.runtime.StopSignal;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.ReplicationEvent;
import io.pgreplicator.telemetry.ReplicationListener;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds the leadership and tells the target each second how the work stands, so that {@code status} works from any machine.
 * When the leader's connection is lost the leadership is taken again; when somebody else has it or had it meanwhile, the work
 * is stopped. Thread-safe.
 */
final class Reporter implements ReplicationListener, AutoCloseable {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration LOST_SESSION = Duration.ofSeconds(90);

    private final StopSignal stop;
    private final StopSignal ended = new StopSignal();
    private final ReplicationListener listener;
    private final Retry retry;
    private volatile @Nullable String name =
            hostName() + " pid " + ProcessHandle.current().pid();
    private final Thread thread = new Thread(this::run, "report");
    private final Leader leader;
    private volatile Phase phase = Phase.NEW;
    private volatile @Nullable Long syncedNanos;
    private volatile @Nullable String lastError;
    private volatile @Nullable String notReplicated;
    private final Standstill standstill = new Standstill(System::nanoTime);
    private volatile LongSupplier bytes = () -> 0;
    private volatile @Nullable RuntimeException lost;
    private long lastBytes;
    private long lastNanos = System.nanoTime();

    private Reporter(Leader leader, Duration limit, StopSignal stop, ReplicationListener listener) {
        this.leader = leader;
        this.stop = stop;
        this.listener = listener;
        this.retry = new Retry(limit, stop, listener);
        thread.setDaemon(true);
    }

    /** Takes the leadership at once or throws {@link io.pgreplicator.error.ErrorCode#LEADER_RUNNING}. */
    static Reporter take(Database target, Duration retryLimit, StopSignal stop, ReplicationListener listener) {
        var reporter = new Reporter(Leader.take(target), retryLimit, stop, listener);
        reporter.thread.start();
        return reporter;
    }

    /** Begins to lead, as {@link Leader#begin}. */
    LeaderEpoch begin(Database source) {
        return leader.begin(source);
    }

    /** The work has entered a phase. */
    void enter(Phase next) {
        standstill.moved();
        phase = next;
        listener.on(new ReplicationEvent.PhaseEntered(next));
    }

    /** Everything committed before that {@link System#nanoTime} is on the target. */
    void synced(long nanos) {
        syncedNanos = nanos;
        standstill.moved();
        lastError = null;
    }

    /** The copy's counter of bytes, from which its rate is computed. */
    void watch(LongSupplier counter) {
        bytes = counter;
    }

    /** The work ended with a failure, which {@code status} shows until the next start. */
    void failed(Throwable failure) {
        phase = Phase.FAILED;
        lastError = failure.getMessage();
    }

    /** A retried failure is the last error until the work goes on. */
    @Override
    public void on(ReplicationEvent event) {
        standstill.moved(event);
        if (event instanceof ReplicationEvent.NotReplicated found) {
            notReplicated = found.tables().isEmpty()
                    ? null
                    : "not replicated, because created on the source since the start: "
                            + found.tables().stream().map(String::valueOf).collect(Collectors.joining(", "))
                            + "; run the command again to include them";
        }
        if (event instanceof ReplicationEvent.Retrying retrying) {
            lastError = retrying.what() + ": " + retrying.reason();
        }
        listener.on(event);
    }

    /** Reports a last time and gives up the leadership; throws when it was lost to somebody else. */
    @Override
    public void close() {
        ended.stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        name = null;
        try {
            reportLast();
        } catch (ReplicatorException e) {
            // the last report is a courtesy; the work itself has ended well or says so
            listener.on(new ReplicationEvent.Notice("could not report the end: " + e.getMessage()));
        } finally {
            leader.close();
        }
        if (lost != null) {
            throw lost;
        }
    }

    /** What ended the work may have broken the leader's connection as well. */
    private void reportLast() {
        try {
            report();
        } catch (DatabaseException e) {
            if (lost != null || !leader.regain()) {
                throw e;
            }
            report();
        }
    }

    private void run() {
        while (!ended.sleep(PERIOD)) {
            try {
                report();
            } catch (RuntimeException e) {
                regain();
            }
        }
    }

    private void regain() {
        try {
            retry.run("taking the leadership again", this::regainUnlessHeld);
        } catch (RuntimeException e) {
            lost = e;
            ended.stop();
            stop.stop();
        }
    }

    /** The lock may still be held by our own lost session, until the server notices. */
    private void regainUnlessHeld() {
        long deadline = System.nanoTime() + LOST_SESSION.toNanos();
        while (!leader.regain()) {
            if (System.nanoTime() > deadline || stop.sleep(PERIOD) || ended.isStopped()) {
                throw leader.held();
            }
        }
    }

    private void report() {
        long now = System.nanoTime();
        Long synced = syncedNanos;
        Duration behind = synced == null ? null : Duration.ofNanos(now - synced);
        leader.report(name, phase, behind, rate(now), worry());
    }

    /** What {@code status} shows as the last error: the worst that is known. */
    private @Nullable String worry() {
        String stalled = standstill.words(phase, bytes.getAsLong());
        return lastError != null ? lastError : stalled != null ? stalled : notReplicated;
    }

    private long rate(long now) {
        long moved = bytes.getAsLong();
        long perSecond = (long) ((moved - lastBytes) / Math.max(0.001, (now - lastNanos) / 1e9));
        lastBytes = moved;
        lastNanos = now;
        return perSecond;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown host";
        }
    }
}
