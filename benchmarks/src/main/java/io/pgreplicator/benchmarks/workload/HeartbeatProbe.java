package io.pgreplicator.benchmarks.workload;

import io.pgreplicator.benchmarks.server.HarnessException;
import io.pgreplicator.benchmarks.server.Login;
import io.pgreplicator.benchmarks.server.Session;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Measures the lag from outside: commits a row on the source every few milliseconds and looks on the target when it
 * has come. A row's lag counts from the commit's return to the first look that finds it. Used once; confined to the
 * thread that calls it, beside a writer thread of its own.
 */
public final class HeartbeatProbe {
    private static final long BEAT_MILLIS = 50;
    private static final long LOOK_MILLIS = 2;
    private static final long PATIENCE_SECONDS = 60;

    private final Login source;
    private final Login target;
    private final Map<Long, Long> committedNanos = new ConcurrentHashMap<>();
    private final Histogram lagMicros = new Histogram(3);
    private volatile boolean beating = true;
    private volatile long lastBeat;

    public HeartbeatProbe(Login source, Login target) {
        this.source = source;
        this.target = target;
    }

    /**
     * Beats for so long and returns the lags in microseconds, those of the warm-up left out. Throws
     * {@link HarnessException} when a beat does not arrive.
     */
    public Histogram run(int warmUpSeconds, int seconds) throws SQLException, InterruptedException {
        long first;
        try (Session session = Session.open(source)) {
            first = session.number("SELECT coalesce(max(id), 0) + 1 FROM heartbeat");
        }
        lastBeat = first - 1;
        long counted = first + TimeUnit.SECONDS.toMillis(warmUpSeconds) / BEAT_MILLIS;
        var writer = new Thread(() -> beat(first), "heartbeat-writer");
        writer.start();
        try {
            watch(first, counted, System.nanoTime() + TimeUnit.SECONDS.toNanos(warmUpSeconds + (long) seconds));
        } finally {
            beating = false;
            writer.join();
        }
        return lagMicros;
    }

    private void beat(long first) {
        try (Session session = Session.open(source)) {
            long due = System.nanoTime();
            for (long id = first; beating; id++) {
                session.execute("INSERT INTO heartbeat (id) VALUES (" + id + ")");
                committedNanos.put(id, System.nanoTime());
                lastBeat = id;
                due += TimeUnit.MILLISECONDS.toNanos(BEAT_MILLIS);
                TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
            }
        } catch (SQLException e) {
            System.err.println("heartbeat: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch(long first, long counted, long endNanos) throws SQLException, InterruptedException {
        long next = first;
        long giveUpNanos = endNanos + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try (Session session = Session.open(target)) {
            while (beating || next <= lastBeat) {
                long seen = session.number("SELECT max(id) FROM heartbeat");
                long now = System.nanoTime();
                for (; next <= seen; next++) {
                    record(next, now, counted);
                }
                beating = now < endNanos;
                if (now > giveUpNanos) {
                    throw new HarnessException("heartbeat " + next + " did not arrive within " + PATIENCE_SECONDS
                            + " s of the end of the load");
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        }
    }

    /** The target may show a row before the source's answer to the commit is read here: then the lag is nothing. */
    private void record(long id, long nowNanos, long counted) {
        long lag = nowNanos - committedNanos.getOrDefault(id, nowNanos);
        if (id >= counted) {
            lagMicros.recordValue(Math.max(0, TimeUnit.NANOSECONDS.toMicros(lag)));
        }
    }
}
