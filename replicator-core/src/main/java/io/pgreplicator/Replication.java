package io.pgreplicator;

import io.pgreplicator.config.CutoverOptions;
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
 * A replication that is running on threads of its own: it acquires the leader lock, installs the capture, copies what is not
 * copied yet, then follows until it is stopped. Thread-safe.
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
     * Makes it end by itself once every table is copied and everything that was removed from the target for the copy is
     * restored: indexes, constraints, triggers. It fails instead with {@link ErrorCode#OBJECTS_OPEN} when one of them could
     * not be restored, with {@link ErrorCode#ROW_REFUSED} when the target refuses rows and refuses them again at the end,
     * and with {@link ErrorCode#SEQUENCE_NOT_SET} when a sequence of the target could not be set. Returns this without
     * blocking; {@link #await()} waits for the end. The last call counts; if the replication has already ended, {@link
     * #await()} throws {@link ErrorCode#STOPPED}, whatever was reached before.
     */
    public Replication endWhenCopied() {
        run.endWhenCopied();
        return this;
    }

    /**
     * As {@link #endWhenCopied}, and in addition once a round is applied whose snapshot was taken after this call, with a
     * lag below one second: what was committed on the source before this call is then on the target, sequences included.
     * {@link #stillWriting} returns the transactions that were not committed.
     */
    public Replication endWhenCaughtUp() {
        run.endWhenCaughtUp();
        return this;
    }

    /**
     * As {@link #endWhenCaughtUp}, and then moves the applications' writes: the source refuses writers, and the target has
     * everything. Writers wait meanwhile. It fails instead with {@link ErrorCode#CUTOVER_ROLLED_BACK} when that is not possible
     * before the deadline; the source is as it was then. When the source refuses writers already, it ends at once.
     */
    public Replication endWhenSwitched(CutoverOptions options) {
        run.endWhenSwitched(options);
        return this;
    }

    /**
     * Waits until the replication has ended: by itself, or because it was closed. Throws the failure that ended it; {@link
     * ErrorCode#STOPPED} when it was closed before it reached what {@code endWhen...} asked for.
     */
    public void await() throws InterruptedException {
        run.awaitEnd(null);
    }

    /**
     * As {@link #await()}; throws {@link TimeoutException} when the time limit is reached first; the replication then
     * continues.
     */
    public void await(Duration limit) throws InterruptedException, TimeoutException {
        assertInTime(run.awaitEnd(limit), limit);
    }

    /**
     * Waits until every table is copied and its indexes and constraints are restored; where the target's role may not set
     * {@code session_replication_role}, everything except foreign keys and triggers, which are restored when it ends by
     * itself. Throws the failure that ended it. While it keeps retrying, throws {@link ErrorCode#ROW_REFUSED} when the
     * target again refuses rows that were retried since this call, and {@link ErrorCode#OBJECTS_OPEN} when an object is not
     * restored; the caller may then wait again, after a pause. {@link #hasEnded} tells the two cases apart.
     */
    public void awaitCopied() throws InterruptedException {
        run.awaitCopied(null);
    }

    /**
     * As {@link #awaitCopied()}; throws {@link TimeoutException} when the time limit is reached first; the replication then
     * continues.
     */
    public void awaitCopied(Duration limit) throws InterruptedException, TimeoutException {
        assertInTime(run.awaitCopied(limit), limit);
    }

    /**
     * Waits until every row that was committed on the source before this call is on the target, and sequences are ahead of
     * the source's. Throws the failure that ended it; while it keeps retrying, {@link ErrorCode#ROW_REFUSED} as {@link
     * #awaitCopied()} does, and {@link ErrorCode#SEQUENCE_NOT_SET}. It does not wait for transactions that are not committed
     * by then: {@link Replicator#openTransactions} lists them.
     */
    public void awaitCaughtUp() throws InterruptedException {
        run.awaitCaughtUp(null);
    }

    /**
     * As {@link #awaitCaughtUp()}; throws {@link TimeoutException} when the time limit is reached first; the replication
     * then continues.
     */
    public void awaitCaughtUp(Duration limit) throws InterruptedException, TimeoutException {
        assertInTime(run.awaitCaughtUp(limit), limit);
    }

    private static void assertInTime(boolean inTime, Duration limit) throws TimeoutException {
        if (!inTime) {
            throw new TimeoutException("not within " + limit);
        }
    }

    /**
     * Pauses it at its next safe point, until {@link #resume} or its end: the chunks and the round in progress are
     * completed, and no new ones begin. The source continues to capture. Returns at once, with a sentence that says what
     * this means now. Throws {@link ErrorCode#COMMAND_REFUSED} when it has ended.
     */
    public String pause() {
        return run.execute(Command.of(Verb.PAUSE));
    }

    /** Resumes it after {@link #pause}; does nothing when it is not paused. Throws as {@link #pause} does. */
    public String resume() {
        return run.execute(Command.of(Verb.RESUME));
    }

    /**
     * Begins a round now instead of after the current pause, and retries refused rows in it. Returns at once. Throws {@link
     * ErrorCode#COMMAND_REFUSED} unless it is following.
     */
    public String kick() {
        return run.execute(Command.of(Verb.KICK));
    }

    /**
     * Changes settings until its end, by their keys: {@code copy.streams} takes effect with the next chunk, {@code
     * rounds.min-pause}, {@code rounds.max-pause} and {@code rounds.refused-retry} with the next round. Returns at once.
     * Throws {@link io.pgreplicator.error.ConfigException}, without changing anything, for an unknown setting, one that
     * cannot be changed while it runs, or an invalid value.
     */
    public String set(Map<String, String> settings) {
        return run.execute(Command.set(settings));
    }

    /** Whether it has ended, for whatever reason; {@link #await()} then returns or throws at once. */
    public boolean hasEnded() {
        return run.hasEnded();
    }

    /**
     * Whether it ended by itself at its goal: all rows and all objects are on the target. Always false unless {@code
     * endWhen...} was called.
     */
    public boolean isGoalReached() {
        return run.isGoalReached();
    }

    /**
     * The transactions of the source that may have written and were not committed when it ended after {@link
     * #endWhenCaughtUp}: what they wrote is on the target only if a later round follows. Empty before.
     */
    public List<OpenTransaction> stillWriting() {
        return run.stillWriting();
    }

    /**
     * Stops it at a safe point and waits for its end; after 20 s, for example during an index build, it breaks its
     * connections and then waits for the end. An interrupt is kept, and ends the waiting but not the replication. Nothing is
     * lost; the next start resumes where it left off.
     */
    @Override
    public void close() {
        run.stop();
        try {
            thread.join(PATIENCE.toMillis());
            if (thread.isAlive()) {
                // an index build, for example: the server rolls it back, and the next start repeats it
                run.breakOff();
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
