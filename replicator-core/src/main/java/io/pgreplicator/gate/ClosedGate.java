package io.pgreplicator.gate;

import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.runtime.Meanwhile;
import io.pgreplicator.sql.SqlFile;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The armed gate of a database while nobody is in the middle of writing: those who want to write wait. The server opens it when
 * this program does nothing for as long as the attempt may take, because both sessions end then. Confined to one thread; one
 * thread of its own hands out tickets while it is being closed.
 */
public final class ClosedGate implements AutoCloseable {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long TICKETS_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    private final Session gate;
    private final Session tickets;
    private final int holder;
    /** Whether who has passed wants to lock a table that the holder has locked. */
    private final AtomicBoolean blocked = new AtomicBoolean();

    private final long begunNanos = System.nanoTime();
    private boolean open;

    private ClosedGate(Session gate, Session tickets, int holder) {
        this.gate = gate;
        this.tickets = tickets;
        this.holder = holder;
    }

    /**
     * Closes the gate, which must be armed, once every transaction that has written has ended: they pass, and those that come
     * wait. Empty when that takes longer, or somebody else closes the gate or keeps it open; it is as before then. Blocks.
     *
     * @param gate holds the closed gate in a transaction of its own; it can move the gate, and commits or rolls back by {@link #close}
     * @param tickets a second session on the same database; of no other use meanwhile
     * @param holder the process that has locked the tables for as long as the gate is closed; 0 if none has. Who has passed the gate and
     *     waits for it, to lock a table, would be waited for in vain: throws a transient {@link DatabaseException} then, at once
     * @param limit for how long writers wait at most, from now on until the gate is open again
     */
    public static Optional<ClosedGate> close(Session gate, Session tickets, int holder, Duration limit) {
        var closed = new ClosedGate(gate, tickets, holder);
        boolean done = false;
        try {
            done = closed.isClosedWithin(limit);
            return done ? Optional.of(closed) : Optional.empty();
        } finally {
            if (!done) {
                closed.close();
            }
        }
    }

    private boolean isClosedWithin(Duration limit) {
        begin(gate.doing("closing the gate"), limit);
        if (!isTaken("pg_try_advisory_xact_lock", 3)) {
            return false;
        }
        begin(tickets.doing("giving tickets at the gate"), limit);
        take();
        var over = new AtomicBoolean();
        Meanwhile<Boolean> handingOut = Meanwhile.start("tickets", () -> handOut(over));
        long deadlineNanos = begunNanos + limit.toNanos();
        boolean closed;
        try {
            closed = isTaken("pg_advisory_xact_lock", 1) && isTakenBefore(deadlineNanos);
        } catch (DatabaseException e) {
            if (SqlStates.isLocked(e.sqlState())) {
                return false;
            }
            throw blocked.get() ? wantsLock(e) : e;
        } finally {
            over.set(true);
            handingOut.await();
        }
        if (blocked.get()) {
            throw wantsLock(null);
        }
        if (closed) {
            leave(gate, deadlineNanos - System.nanoTime());
            leave(tickets, deadlineNanos - System.nanoTime());
        }
        return closed;
    }

    private static DatabaseException wantsLock(@Nullable DatabaseException cause) {
        return new DatabaseException(
                ErrorCode.SOURCE_FAILED,
                "a transaction that had begun to write wants to lock a table",
                "",
                SqlStates.REPEATABLE,
                cause);
    }

    /** The time that the server grants for a pause begins anew with each statement. */
    private static void leave(Session session, long nanos) {
        session.query(
                "SELECT set_config('idle_in_transaction_session_timeout', ?, true)",
                row -> true,
                Long.toString(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos))));
    }

    /** The server ends the session when the time is over, whatever has become of this program. */
    private static void begin(Session session, Duration limit) {
        session.begin("");
        String millis = Long.toString(limit.toMillis());
        session.query(
                "SELECT set_config('lock_timeout', ?, true), set_config('idle_in_transaction_session_timeout', ?, true)",
                row -> true,
                millis,
                millis);
        if (session.majorVersion() >= 17) {
            session.query("SELECT set_config('transaction_timeout', ?, true)", row -> true, millis);
        }
    }

    private boolean isTaken(String lock, int part) {
        return !"f".equals(gate.queryText("SELECT " + lock + "(replicator_capture.gate_key(), " + part + ")"));
    }

    /** Those who got tickets end on their own, so this does not queue: whoever waited behind it would have to wait for them. */
    private boolean isTakenBefore(long deadlineNanos) {
        while (!isTaken("pg_try_advisory_xact_lock", 2)) {
            if (blocked.get() || System.nanoTime() - deadlineNanos > 0) {
                return false;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return true;
    }

    private boolean handOut(AtomicBoolean over) {
        while (!over.get()) {
            Given given = tickets.query(
                            SqlFile.of(ClosedGate.class, "hand_out.sql").text(),
                            row -> new Given(row.getLong(1), row.getBoolean(2)),
                            holder)
                    .get(0);
            if (given.blocked) {
                blocked.set(true);
                // it waits for those who have passed; before it does, a cancellation is ignored, and repeated here
                tickets.query("SELECT pg_cancel_backend(?)", row -> true, gate.processId());
            } else if (given.tickets == 0) {
                take();
            }
            LockSupport.parkNanos(TICKETS_NANOS);
        }
        return true;
    }

    /** What a look for tickets has found. */
    private record Given(long tickets, boolean blocked) {}

    private void take() {
        tickets.queryLong(SqlFile.of(ClosedGate.class, "take_tickets.sql").text());
    }

    /** For how long writers have waited, from the moment the first of them could. */
    public Duration pause() {
        return Duration.ofNanos(System.nanoTime() - begunNanos);
    }

    /** Opens the gate, unless it was moved and committed; those who wait go on, or are refused. Never throws. */
    @Override
    public void close() {
        if (open) {
            return;
        }
        open = true;
        gate.rollback();
        boolean given = false;
        try {
            tickets.query("SELECT pg_advisory_unlock_all()", row -> true);
            given = true;
        } catch (DatabaseException e) {
            // the session has ended, and its locks with it
        } finally {
            tickets.rollback();
            if (!given) {
                tickets.discard();
            }
        }
    }
}
