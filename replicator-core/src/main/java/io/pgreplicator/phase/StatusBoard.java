package io.pgreplicator.phase;

import io.pgreplicator.control.Leader;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.runtime.PauseSwitch;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.ReplicationEvent;
import io.pgreplicator.telemetry.ReplicationEvent.Ending;
import io.pgreplicator.telemetry.ReplicationEvent.PhaseEnded;
import io.pgreplicator.telemetry.ReplicationEvent.PhaseStarted;
import io.pgreplicator.telemetry.ReplicationListener;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the state of a run: to its listener at once, and to the target every second, so that {@code status} works from
 * any machine. Thread-safe.
 */
final class StatusBoard implements ReplicationListener {
    private static final Set<Phase> PAUSABLE = Set.of(Phase.COPYING, Phase.INDEXING, Phase.FOLLOWING);

    private final ReplicationListener listener;
    private final PauseSwitch pause;
    private final StallDetector stall = new StallDetector(System::nanoTime);
    private volatile @Nullable String name;
    private volatile Phase phase = Phase.NEW;
    private volatile @Nullable Long syncedNanos;
    private volatile @Nullable String lastError;
    private volatile @Nullable String notReplicated;
    private volatile @Nullable String dropped;
    private volatile @Nullable String definitions;
    private volatile @Nullable String rejecting;
    private volatile LongSupplier bytes = () -> 0;
    /** Held while phases are reported, so that one ends before the next begins. */
    private final Object phases = new Object();

    private @Nullable PhaseStarted told;
    private long toldPhaseNanos;
    private @Nullable Long toldNanos;
    private long lastBytes;
    private long lastNanos = System.nanoTime();

    StatusBoard(ReplicationListener listener, PauseSwitch pause) {
        this.listener = listener;
        this.pause = pause;
    }

    /** Runs a task that enters phases; the last of them ends with the task, whether it succeeds or fails. */
    void during(Work work, Runnable task) {
        during(work, () -> {
            task.run();
            return true;
        });
    }

    /** As {@link #during(Work, Runnable)}, with a result. */
    <T> T during(Work work, Supplier<T> task) {
        Throwable failure = null;
        try {
            return task.get();
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        } finally {
            endLastPhase(work, failure);
        }
    }

    private void endLastPhase(Work work, @Nullable Throwable failure) {
        synchronized (phases) {
            if (failure != null) {
                endPhase(elapsed -> work.endingOf(failure, elapsed));
            } else {
                endPhase(work.isStopped() ? Ending::stopped : Ending::done);
            }
        }
    }

    /** The work has entered a phase. */
    void enter(Phase next) {
        stall.moved();
        synchronized (phases) {
            phase = next;
            Phase present = phase();
            if (told == null || told.phase() != Phase.PAUSED || present != Phase.PAUSED) {
                tell(present);
            }
        }
    }

    /** The current phase: paused, as soon as a pause at the next safe point is requested. */
    Phase phase() {
        Phase present = phase;
        return pause.isPaused() && PAUSABLE.contains(present) ? Phase.PAUSED : present;
    }

    /** Runs a task that pauses or resumes the work, and reports the phase after it. */
    void changePause(Runnable change) {
        synchronized (phases) {
            change.run();
            stall.moved();
            if (told != null && told.phase() != phase()) {
                tell(phase());
            }
        }
    }

    /** One phase at a time: the next one begins when the previous one has ended. */
    private void tell(Phase next) {
        endPhase(next == Phase.PAUSED ? Ending::stopped : Ending::done);
        told = new PhaseStarted(next);
        toldPhaseNanos = System.nanoTime();
        listener.on(told);
    }

    private void endPhase(Function<Duration, Ending> ending) {
        PhaseStarted last = told;
        if (last != null) {
            told = null;
            listener.on(new PhaseEnded(last, ending.apply(Duration.ofNanos(System.nanoTime() - toldPhaseNanos))));
        }
    }

    /** Everything committed before that {@link System#nanoTime} is on the target. */
    void synced(long nanos) {
        syncedNanos = nanos;
        stall.moved();
        lastError = null;
    }

    /** What the target had may be lost: how far behind it is, is not known. */
    void beginAgain() {
        syncedNanos = null;
    }

    /** Whether it names tables that were dropped on the source. */
    boolean namesDropped() {
        return dropped != null;
    }

    /** Sets the copy's byte counter, from which its rate is computed. */
    void watch(LongSupplier counter) {
        bytes = counter;
    }

    /** The work ended with a failure, which {@code status} shows until the next start. */
    void failed(Throwable failure) {
        phase = Phase.FAILED;
        lastError = failure.getMessage();
    }

    /** A leadership begins. */
    void arrive() {
        name = hostName() + " pid " + ProcessHandle.current().pid();
    }

    /** No replicator runs any more. */
    void leave() {
        name = null;
    }

    /** A retried failure is the last error until the work continues. */
    @Override
    public void on(ReplicationEvent event) {
        stall.moved(event);
        if (event instanceof ReplicationEvent.NotReplicated found) {
            notReplicated = found.lines().isEmpty() ? null : String.join("\n", found.lines());
        }
        if (event instanceof ReplicationEvent.TablesDropped found) {
            dropped = found.tables().isEmpty() ? null : found.text();
        }
        if (event instanceof ReplicationEvent.DefinitionsDiffer found) {
            definitions = found.differences().isEmpty()
                    ? null
                    : found.differences().size() + " definition(s) differ from the source's: "
                            + found.lines().get(0)
                            + (found.differences().size() == 1 ? "" : "; ...")
                            + "; 'replicator verify --objects' lists them";
        }
        if (event instanceof ReplicationEvent.DefinitionsReject found) {
            rejecting = found.causes().isEmpty() ? null : String.join("\n", found.causes());
        }
        if (event instanceof ReplicationEvent.Retrying retrying) {
            lastError = retrying.what() + ": " + retrying.reason();
        }
        listener.on(event);
    }

    /** The work goes in that direction from now on: what was found in the other one is nothing of this one. */
    void turn(boolean back) {
        lastError = null;
        notReplicated = null;
        dropped = null;
        definitions = null;
        rejecting = null;
        listener.on(new ReplicationEvent.Way(back));
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
        leader.report(name, phase(), behind, rate(now), lastProblem());
    }

    /** The last error in {@code status}: the most serious one that is known. */
    private @Nullable String lastProblem() {
        String stalled = stall.words(phase(), bytes.getAsLong());
        return Stream.of(lastError, stalled)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(this::differences);
    }

    /** What is not replicated, a line each. */
    private @Nullable String differences() {
        String lines = Stream.of(rejecting, notReplicated, dropped, definitions)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("\n"));
        return lines.isEmpty() ? null : lines;
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
