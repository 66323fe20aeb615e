package io.pgreplicator.benchmarks.workload;

import io.pgreplicator.benchmarks.server.Login;
import io.pgreplicator.benchmarks.server.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Application-like sessions that write to {@code events} and {@code membership} until they are stopped: inserts,
 * updates, deletes, changed keys, transactions and savepoints rolled back, and one session whose transactions stay open
 * for seconds. Every other session is the second credential's. Thread-safe.
 */
final class MixedWriters {
    private static final long PAUSE_MILLIS = 10;
    private static final String DEADLOCK = "40P01";

    private final MixedDataSet data;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong commits = new AtomicLong();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean running = true;

    private MixedWriters(MixedDataSet data) {
        this.data = data;
    }

    /** Starts so many sessions and returns. */
    static MixedWriters start(MixedDataSet data, Login owner, Login reporter, int sessions, long seed) {
        var writers = new MixedWriters(data);
        for (int i = 0; i < sessions; i++) {
            Login login = i % 2 == 0 ? owner : reporter;
            long ownSeed = seed * 31 + i;
            boolean slow = i == sessions - 1 && sessions > 1;
            var thread = new Thread(() -> writers.write(login, ownSeed, slow), "writer-" + i + "-" + login.user());
            writers.threads.add(thread);
            thread.start();
        }
        return writers;
    }

    long commits() {
        return commits.get();
    }

    /** What went wrong in a session, which has ended then; none of the replicator's doings may cause that. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Lets the sessions end after their present transactions; returns at once. */
    void askToStop() {
        running = false;
    }

    /** Ends the sessions after their present transactions and waits for that. */
    void stop() throws InterruptedException {
        askToStop();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void write(Login login, long seed, boolean slow) {
        var random = new Random(seed);
        try (Session session = Session.open(login)) {
            session.connection().setAutoCommit(false);
            while (running) {
                if (transact(session, random, slow)) {
                    commits.incrementAndGet();
                }
                // the slow one lets go now and then, or no trigger could ever be made
                TimeUnit.MILLISECONDS.sleep(slow ? 3000 : PAUSE_MILLIS);
            }
        } catch (SQLException e) {
            failures.add(Thread.currentThread().getName() + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean transact(Session session, Random random, boolean slow) throws SQLException, InterruptedException {
        try {
            int statements = 1 + random.nextInt(4);
            for (int i = 0; i < statements; i++) {
                change(session, random);
            }
            if (slow) {
                TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(3000));
                change(session, random);
            }
            if (random.nextInt(20) == 0) {
                session.connection().rollback();
                return false;
            }
            session.connection().commit();
            return true;
        } catch (SQLException e) {
            session.connection().rollback();
            if (DEADLOCK.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    private void change(Session session, Random random) throws SQLException {
        boolean undone = random.nextInt(20) == 0;
        if (undone) {
            session.execute("SAVEPOINT undone");
        }
        session.execute(statement(random));
        if (undone) {
            session.execute("ROLLBACK TO SAVEPOINT undone");
        }
    }

    private String statement(Random random) {
        long event = 1 + (long) (random.nextDouble() * data.events());
        int group = random.nextInt(5000);
        return switch (random.nextInt(10)) {
            case 0, 1 ->
                "INSERT INTO events (kind, occurred_at, actor, amount, tags, payload, digest)"
                        + " SELECT 'viewed', clock_timestamp(), gen_random_uuid(), n / 7.0, ARRAY['live', NULL, 'a\"b'],"
                        + " jsonb_build_object('n', n), '\\x00ff'::bytea FROM generate_series(1, "
                        + (1 + random.nextInt(20)) + ") n";
            case 2, 3 ->
                "UPDATE events SET amount = " + random.nextInt(1_000_000) + ", payload = payload || '{\"live\": "
                        + random.nextInt() + "}' WHERE id BETWEEN " + event + " AND " + (event + random.nextInt(10));
            case 4 ->
                "UPDATE events SET tags = tags || 'more'::text, kind = 'closed', digest = NULL WHERE id = " + event;
            case 5 -> "DELETE FROM events WHERE id BETWEEN " + event + " AND " + (event + random.nextInt(3));
            case 6 ->
                "INSERT INTO membership SELECT " + group
                        + ", gen_random_uuid(), 'live', clock_timestamp(), NULL FROM generate_series(1, 5)";
            case 7 ->
                "UPDATE membership SET weight = " + random.nextInt(1000) + ", role = '' WHERE group_id = " + group;
            case 8 ->
                "UPDATE membership SET group_id = group_id + 1 WHERE group_id = " + group
                        + " AND member_id < '20000000-0000-0000-0000-000000000000'";
            default ->
                "DELETE FROM membership WHERE group_id = " + group
                        + " AND member_id > 'f8000000-0000-0000-0000-000000000000'";
        };
    }
}
