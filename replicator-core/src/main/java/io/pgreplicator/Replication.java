package io.pgreplicator;

import io.pgreplicator.control.Command;
import io.pgreplicator.control.Command.Verb;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.phase.Run;
import io.pgreplicator.telemetry.OpenTransaction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * A replication that is running on threads of its own: it takes the leadership, installs the capture, copies what is not copied
 * yet and follows until it is stopped. Thread-safe.
 *
 * @see Replicator#start
 */
public final class Replication implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Run run;
    private final Thread thread;

    private Replication(Run run) {
        this.run = run;
        this.thread = new Thread(run::run, "replicator");
        thread.setDaemon(true);
    }

    static Replication start(Run run) {
        var replication = new Replication(run);
        replication.thread.start();
        return replication;
    }

    /**
     * Has it end by itself once every table is copied and all that was taken off the target is back: indexes, constraints,
     * triggers. It fails instead with {@link ErrorCode#OBJECTS_OPEN} when one of them could not be put back, with {@link
     * ErrorCode#ROW_REFUSED} when the target refuses rows and refuses them once more at the end, and with {@link
     * ErrorCode#SEQUENCE_NOT_SET} when the target has a sequence that could not be set. Returns this at once; {@link #await()}
     * waits for the end. The last call counts; when the replication has ended before it, {@link #await()} throws {@link
     * ErrorCode#STOPPED}, whatever was reached before.
     */
    public Replication endWhenCopied() {
        run.endWhenCopied();
        return this;
    }

    /**
     * As {@link #endWhenCopied}, and once a round is applied whose snapshot was taken after this call, with a lag below one
     * second: what was committed on the source before this call is on the target then, sequences included. {@link #stillWriting}
     * tells what was not committed.
     */
    public Replication endWhenCaughtUp() {
        run.endWhenCaughtUp();
        return this;
    }

    /**
     * Waits until it has ended: by itself, or because it was closed. Throws the failure that ended it; {@link
     * ErrorCode#STOPPED} when it was closed before it came to what {@code endWhen...} asked for.
     */
    public void await() throws InterruptedException {
        run.awaitEnd(null);
    }

    /** As {@link #await()}; throws {@link TimeoutException} when the time is up before, and it goes on. */
    public void await(Duration limit) throws InterruptedException, TimeoutException {
        assertInTime(run.awaitEnd(limit), limit);
    }

    /**
     * Waits until every table is copied and its indexes and constraints are back; where the target's role may not set {@code
     * session_replication_role}, all but foreign keys and triggers, which come back when it ends by itself. Throws the failure
     * that ended it. Or, while it goes on trying, {@link ErrorCode#ROW_REFUSED} when the target refuses rows again that were tried
     * since this call, {@link ErrorCode#OBJECTS_OPEN} when an object is not back: it may be waited for again, after a pause. {@link
     * #hasEnded} tells which of the two it was.
     */
    public void awaitCopied() throws InterruptedException {
        run.awaitCopied(null);
    }

    /** As {@link #awaitCopied()}; throws {@link TimeoutException} when the time is up before, and it goes on. */
    public void awaitCopied(Duration limit) throws InterruptedException, TimeoutException {
        assertInTime(run.awaitCopied(limit), limit);
    }

    /**
     * Waits until every row that was committed on the source before this call is on the target, and sequences are ahead of the
     * source's. Throws the failure that ended it; or, while it goes on trying, {@link ErrorCode#ROW_REFUSED} as {@link
     * #awaitCopied()} does and {@link ErrorCode#SEQUENCE_NOT_SET}. What is not committed by then is not waited
     * for: {@link Replicator#openTransactions} tells of it.
     */
    public void awaitCaughtUp() throws InterruptedException {
        run.awaitCaughtUp(null);
    }

    /** As {@link #awaitCaughtUp()}; throws {@link TimeoutException} when the time is up before, and it goes on. */
    public void awaitCaughtUp(Duration limit) throws InterruptedException, TimeoutException {
        assertInTime(run.awaitCaughtUp(limit), limit);
    }

    private static void assertInTime(boolean inTime, Duration limit) throws TimeoutException {
        if (!inTime) {
            throw new TimeoutException("not within " + limit);
        }
    }

    /**
     * Holds it at its next safe point, until {@link #resume} or its end: chunks and the round that are under way are finished,
     * and none is begun. The source goes on capturing. Returns at once, with what that means now in a sentence. Throws {@link
     * ErrorCode#COMMAND_REFUSED} when it has ended.
     */
    public String pause() {
        return run.execute(Command.of(Verb.PAUSE));
    }

    /** Lets it go on after {@link #pause}; nothing happens when it is not paused. Throws as {@link #pause} does. */
    public String resume() {
        return run.execute(Command.of(Verb.RESUME));
    }

    /**
     * Has a round begin now rather than after the present pause, in which refused rows are tried again. Returns at once. Throws
     * {@link ErrorCode#COMMAND_REFUSED} unless it is following.
     */
    public String kick() {
        return run.execute(Command.of(Verb.KICK));
    }

    /**
     * Changes settings until its end, by their keys: {@code copy.streams} counts from the next chunk, {@code rounds.min-pause},
     * {@code rounds.max-pause} and {@code rounds.refused-retry} from the next round. Returns at once. Throws {@link io.pgreplicator.error.ConfigException} for a setting that is unknown or cannot
     * be changed while it runs, and for a value that cannot be; nothing is changed then.
     */
    public String set(Map<String, String> settings) {
        return run.execute(Command.set(settings));
    }

    /** Whether it has ended, for whatever reason; {@link #await()} then returns or throws at once. */
    public boolean hasEnded() {
        return run.hasEnded();
    }

    /** Whether it ended by itself at its goal: all rows and all objects are on the target. Never unless {@code endWhen...} asked for it. */
    public boolean isGoalReached() {
        return run.isGoalReached();
    }

    /**
     * The transactions of the source that may have written and were not committed when {@link #endWhenCaughtUp} had ended it:
     * what they wrote is on the target only if a later round follows. Empty before.
     */
    public List<OpenTransaction> stillWriting() {
        return run.stillWriting();
    }

    /**
     * Ends it at a safe point and waits for that; after 20 s, in an index build for example, it breaks its connections and waits
     * for the end then. An interrupt ends the waiting, not the replication, and is kept. Nothing is lost; a later start resumes
     * from there.
     */
    @Override
    public void close() {
        run.stop();
        try {
            thread.join(PATIENCE.toMillis());
            if (thread.isAlive()) {
                // an index build, for example: it is taken back by the server and done again by the next start
                run.breakOff();
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
