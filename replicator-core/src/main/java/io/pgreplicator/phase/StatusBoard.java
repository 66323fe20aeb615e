package io.pgreplicator.phase;

import io.pgreplicator.control.Leader;
import io.pgreplicator.runtime.PauseSwitch;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.ReplicationEvent;
import io.pgreplicator.telemetry.ReplicationListener;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a run tells of itself: to its listener at once, and to the target each second, so that {@code status} works from
 * any machine. Thread-safe.
 */
final class StatusBoard implements ReplicationListener {
    private static final Set<Phase> PAUSABLE = Set.of(Phase.COPYING, Phase.INDEXING, Phase.FOLLOWING);

    private final ReplicationListener listener;
    private final PauseSwitch pause;
    private final StallDetector stall = new StallDetector(System::nanoTime);
    private volatile @Nullable String name =
            hostName() + " pid " + ProcessHandle.current().pid();
    private volatile Phase phase = Phase.NEW;
    private volatile @Nullable Long syncedNanos;
    private volatile @Nullable String lastError;
    private volatile @Nullable String notReplicated;
    private volatile LongSupplier bytes = () -> 0;
    private @Nullable Long toldNanos;
    private long lastBytes;
    private long lastNanos = System.nanoTime();

    StatusBoard(ReplicationListener listener, PauseSwitch pause) {
        this.listener = listener;
        this.pause = pause;
    }

    /** The work has entered a phase. */
    void enter(Phase next) {
        stall.moved();
        Phase before = phase();
        phase = next;
        tellUnless(before);
    }

    /** Where the work stands: paused, as soon as it is asked to hold at its next safe point. */
    Phase phase() {
        Phase present = phase;
        return pause.isPaused() && PAUSABLE.contains(present) ? Phase.PAUSED : present;
    }

    /** Runs what holds the work or lets it go on, and tells what phase it is in then. */
    void changePause(Runnable change) {
        Phase before = phase();
        change.run();
        stall.moved();
        tellUnless(before);
    }

    private void tellUnless(Phase told) {
        Phase present = phase();
        if (present != told || present != Phase.PAUSED) {
            listener.on(new ReplicationEvent.PhaseEntered(present));
        }
    }

    /** Everything committed before that {@link System#nanoTime} is on the target. */
    void synced(long nanos) {
        syncedNanos = nanos;
        stall.moved();
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

    /** Nobody works any more. */
    void leave() {
        name = null;
    }

    /** A retried failure is the last error until the work goes on. */
    @Override
    public void on(ReplicationEvent event) {
        stall.moved(event);
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

    /** Writes it to the target. Throws when the leader's connection is lost. */
    synchronized void report(Leader leader) {
        long now = System.nanoTime();
        Long synced = syncedNanos;
        if (synced != null && !synced.equals(toldNanos)) {
            toldNanos = synced;
            listener.on(new ReplicationEvent.Synced(synced));
        }
        Duration behind = synced == null ? null : Duration.ofNanos(now - synced);
        leader.report(name, phase(), behind, rate(now), worry());
    }

    /** What {@code status} shows as the last error: the worst that is known. */
    private @Nullable String worry() {
        String stalled = stall.words(phase(), bytes.getAsLong());
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
