package io.pgreplicator.jdbc;

import io.pgreplicator.config.SessionOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Terminates sessions of one database that will receive nothing any more, so that every wait is bounded, and no lock of the
 * source outlasts the work it was taken for. Two rules:
 *
 * <p>A session that <em>waits for its server</em> for longer than the limit is checked through another connection. It is
 * terminated when the server does not answer there, or does not work for the session: a network that drops everything, or a
 * connection that a device in between has forgotten. A long statement (an index build, a slow upsert) continues.
 *
 * <p>A transaction in which a round or a chunk reads the source is terminated when <em>nothing was read</em> for that long,
 * because the target accepts nothing: an application may be waiting for its locks. The work is then repeated, with twice the
 * patience each time, so that even a target that is only slow succeeds eventually. Thread-safe.
 */
final class SilenceWatch implements AutoCloseable {
    private static final Duration LONGEST_PERIOD = Duration.ofSeconds(1);

    private final Side side;
    private final Function<List<Integer>, Optional<Set<Integer>>> working;
    private final Duration limit;
    private final Map<WatchedConnection, Look> sessions = new ConcurrentHashMap<>();
    private volatile long patienceNanos;
    private @Nullable Thread thread;

    /**
     * When a session is checked next, and the call in which it was found idle on the server. Confined to the watch's thread.
     */
    private static final class Look {
        private static final long NO_CALL = -1;

        private long notBeforeNanos = System.nanoTime();
        private long idleInCall = NO_CALL;
    }

    /** The last argument returns which of the server's backends are working, or empty when the server does not answer. */
    SilenceWatch(Side side, SessionOptions options, Function<List<Integer>, Optional<Set<Integer>>> working) {
        this.side = side;
        this.working = working;
        this.limit = options.silenceLimit();
        this.patienceNanos = limit.toNanos();
    }

    synchronized void add(WatchedConnection session) {
        sessions.put(session, new Look());
        if (thread == null) {
            thread = new Thread(this::run, "silence-" + side);
            thread.setDaemon(true);
            thread.start();
        }
    }

    void remove(WatchedConnection session) {
        sessions.remove(session);
    }

    /** The work has completed: the next work is not known to be slow. */
    void resetPatience() {
        patienceNanos = limit.toNanos();
    }

    @Override
    public synchronized void close() {
        if (thread != null) {
            thread.interrupt();
            thread = null;
        }
    }

    private void run() {
        Duration period = limit.dividedBy(4);
        try {
            while (true) {
                Thread.sleep((period.compareTo(LONGEST_PERIOD) < 0 ? period : LONGEST_PERIOD).toMillis());
                endUnread();
                endSilent();
            }
        } catch (InterruptedException e) {
            // the database was closed
            return;
        }
    }

    private void endUnread() {
        long patience = patienceNanos;
        List<WatchedConnection> unread = sessions.keySet().stream()
                .filter(session -> side == Side.SOURCE && session.role().readsForTarget())
                .filter(session -> session.unreadNanos() > patience)
                .toList();
        if (!unread.isEmpty()) {
            patienceNanos = 2 * patience;
            unread.forEach(session -> session.giveUp("its locks were given up, because the target took nothing for "
                    + Duration.ofNanos(patience).toSeconds() + " s"));
        }
    }

    private void endSilent() {
        long now = System.nanoTime();
        List<WatchedConnection> waiting = sessions.entrySet().stream()
                .filter(entry ->
                        entry.getKey().waitingNanos() > limit.toNanos() && now - entry.getValue().notBeforeNanos >= 0)
                .map(Map.Entry::getKey)
                .toList();
        if (waiting.isEmpty()) {
            return;
        }
        Map<WatchedConnection, Long> calls = new ConcurrentHashMap<>();
        waiting.forEach(session -> calls.put(session, session.calls()));
        Optional<Set<Integer>> atWork =
                working.apply(waiting.stream().map(WatchedConnection::processId).toList());
        calls.forEach((session, call) -> judge(session, call, atWork));
    }

    /** An answer may have been in transit when the server was queried, so an idle session is checked twice. */
    private void judge(WatchedConnection session, long call, Optional<Set<Integer>> atWork) {
        Look look = sessions.get(session);
        if (look == null || session.calls() != call) {
            return;
        }
        boolean works = atWork.isPresent() && atWork.get().contains(session.processId());
        if (works) {
            look.notBeforeNanos = System.nanoTime() + limit.toNanos();
            look.idleInCall = Look.NO_CALL;
        } else if (atWork.isEmpty() || look.idleInCall == call) {
            session.giveUp("no answer for " + limit.toSeconds() + " s"
                    + (atWork.isEmpty() ? ", nor to another connection" : ", and the server does not work on one"));
        } else {
            look.idleInCall = call;
        }
    }
}
