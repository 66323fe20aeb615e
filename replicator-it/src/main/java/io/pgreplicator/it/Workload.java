package io.pgreplicator.it;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Seeded clients that write to the tables of schema {@code workload} until they are stopped. Thread-safe.
 *
 * <p>Rolled-back transactions, deadlocks, lock timeouts, collisions among the clients and lost connections are part of
 * the day and only counted; anything else ends the workload and comes out of {@link #stop} with the seed.
 */
public final class Workload implements AutoCloseable {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final List<Operation> OPERATIONS = Operation.parse(DiffSide.resource("workload/operations.sql"));

    private final WorkloadOptions options;
    private final WorkloadClient.Counters counters = new WorkloadClient.Counters();
    private final AtomicReference<@Nullable AssertionError> failure = new AtomicReference<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    private Workload(WorkloadOptions options) {
        this.options = options;
    }

    /** Creates the empty tables, on the source or the target, as the owner of the database. */
    public static void createSchema(Connection connection) throws SQLException {
        execute(connection, "workload/schema.sql");
    }

    /** Inserts some thousand rows for a start, on the source. */
    public static void insertRows(Connection connection) throws SQLException {
        execute(connection, "workload/rows.sql");
    }

    /** Starts clients that do everything; see {@link #start(List, WorkloadOptions)}. */
    public static Workload start(List<String> uris, long seed, int clients) {
        return start(uris, WorkloadOptions.of(seed, clients));
    }

    /**
     * Starts clients that write until {@link #stop}.
     *
     * @param uris of the form {@code postgresql://user:password@host:port/database}, dealt to the clients in turn
     */
    public static Workload start(List<String> uris, WorkloadOptions options) {
        Workload workload = new Workload(options);
        List<Operation> deck = deck(options);
        SplittableRandom random = new SplittableRandom(options.seed());
        for (int i = 0; i < options.clients(); i++) {
            PostgresUri uri = PostgresUri.parse(uris.get(i % uris.size()));
            WorkloadClient client =
                    new WorkloadClient(uri, options, deck, random.split(), () -> workload.stopped, workload.counters);
            workload.launch(client, "workload-" + i);
        }
        return workload;
    }

    /** Transactions committed so far. */
    public long transactions() {
        return counters.transactions.sum();
    }

    /** Rows inserted, updated or deleted by committed transactions so far, those of cascades not counted. */
    public long rowsChanged() {
        return counters.rows.sum();
    }

    /** Failures that were part of the day, so far. */
    public long toleratedFailures() {
        return counters.tolerated.sum();
    }

    /** Whether a client met a failure that is not part of the day; {@link #stop} says which. */
    public boolean hasFailed() {
        return failure.get() != null;
    }

    /**
     * Ends all clients; blocks until their transactions are over. Calling it again does nothing new.
     *
     * @throws AssertionError with the seed, if a client met a failure that is not part of the day or does not end
     */
    public void stop() {
        stopped = true;
        for (Thread thread : threads) {
            join(thread);
        }
        AssertionError found = failure.getAndSet(null);
        if (found != null) {
            throw found;
        }
    }

    /** The same as {@link #stop}. */
    @Override
    public void close() {
        stop();
    }

    @Override
    public String toString() {
        return "workload with seed %d: %d clients, %d transactions, %d rows changed, %d failures tolerated"
                .formatted(options.seed(), options.clients(), transactions(), rowsChanged(), toleratedFailures());
    }

    private void launch(WorkloadClient client, String name) {
        Thread thread = new Thread(() -> run(client), name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void run(WorkloadClient client) {
        try {
            client.run();
        } catch (SQLException | InterruptedException | RuntimeException e) {
            String where = Thread.currentThread().getName() + " failed in " + client.lastOperation();
            failure.compareAndSet(null, new AssertionError(where + ", " + this + ": " + e.getMessage(), e));
            stopped = true;
        }
    }

    private void join(Thread thread) {
        try {
            thread.join(STOP_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while stopping " + this, e);
        }
        if (thread.isAlive()) {
            AssertionError stuck = new AssertionError(thread.getName() + " is stuck, " + this);
            stuck.setStackTrace(thread.getStackTrace());
            failure.compareAndSet(null, stuck);
        }
    }

    /** Each operation as often as it weighs, so that drawing from the deck is drawing by weight. */
    private static List<Operation> deck(WorkloadOptions options) {
        List<Operation> deck = new ArrayList<>();
        for (Operation operation : OPERATIONS) {
            if (options.truncate() || !operation.truncates()) {
                deck.addAll(Collections.nCopies(operation.weight(), operation));
            }
        }
        return List.copyOf(deck);
    }

    private static void execute(Connection connection, String resource) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(DiffSide.resource(resource));
        }
    }
}
