package io.pgreplicator.it;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** One writer of a {@link Workload} with a connection of its own. Confined to its thread, counters apart. */
final class WorkloadClient {

    private static final Duration RECONNECT_PAUSE = Duration.ofMillis(100);

    private final PostgresUri uri;
    private final WorkloadOptions options;
    private final List<Operation> deck;
    private final SplittableRandom random;
    private final OddTexts texts;
    private final BooleanSupplier stopped;
    private final Counters counters;
    private String lastOperation = "connect";

    WorkloadClient(
            PostgresUri uri,
            WorkloadOptions options,
            List<Operation> deck,
            SplittableRandom random,
            BooleanSupplier stopped,
            Counters counters) {
        this.uri = uri;
        this.options = options;
        this.deck = deck;
        this.random = random;
        this.texts = new OddTexts(random);
        this.stopped = stopped;
        this.counters = counters;
    }

    /** The operation that ran last, for the report of a failure. */
    String lastOperation() {
        return lastOperation;
    }

    /** Writes until it is stopped, over as many connections as it takes. */
    void run() throws SQLException, InterruptedException {
        while (!stopped.getAsBoolean()) {
            try (Connection connection = uri.connect()) {
                connection.setAutoCommit(false);
                write(connection);
            } catch (SQLException e) {
                tolerate(e);
                Thread.sleep(RECONNECT_PAUSE.toMillis());
            }
        }
    }

    private void write(Connection connection) throws SQLException, InterruptedException {
        while (!stopped.getAsBoolean()) {
            try {
                transaction(connection);
            } catch (SQLException e) {
                tolerate(e);
                // On a lost connection this fails again, and the next connection takes over.
                connection.rollback();
            }
            if (!options.pause().isZero()) {
                Thread.sleep(options.pause().toMillis());
            }
        }
    }

    private void transaction(Connection connection) throws SQLException, InterruptedException {
        connection.setTransactionIsolation(isolation());
        int shape = random.nextInt(100);
        if (shape < 45) {
            commit(connection, operate(connection));
        } else if (shape < 80) {
            commit(connection, operateRepeatedly(connection, 2 + random.nextInt(5)));
        } else if (shape < 92) {
            commit(connection, operateAroundSavepoint(connection));
        } else if (shape < 98 || !options.longTransactions()) {
            operateRepeatedly(connection, 1 + random.nextInt(3));
            connection.rollback();
        } else {
            commit(connection, operateSlowly(connection));
        }
    }

    private int isolation() {
        int dice = random.nextInt(20);
        return dice == 0
                ? Connection.TRANSACTION_SERIALIZABLE
                : dice == 1 ? Connection.TRANSACTION_REPEATABLE_READ : Connection.TRANSACTION_READ_COMMITTED;
    }

    private void commit(Connection connection, long rows) throws SQLException {
        connection.commit();
        counters.transactions.increment();
        counters.rows.add(rows);
    }

    private long operateRepeatedly(Connection connection, int times) throws SQLException {
        long rows = 0;
        for (int i = 0; i < times; i++) {
            rows += operate(connection);
        }
        return rows;
    }

    private long operateAroundSavepoint(Connection connection) throws SQLException {
        long rows = operate(connection);
        Savepoint savepoint = connection.setSavepoint();
        operateRepeatedly(connection, 1 + random.nextInt(2));
        connection.rollback(savepoint);
        return rows + operate(connection);
    }

    private long operateSlowly(Connection connection) throws SQLException, InterruptedException {
        long rows = 0;
        for (int i = 0; i < 3; i++) {
            rows += operate(connection);
            Thread.sleep(random.nextInt(400));
        }
        return rows;
    }

    private long operate(Connection connection) throws SQLException {
        Operation operation = deck.get(random.nextInt(deck.size()));
        lastOperation = operation.name();
        Map<String, Object> parameters = Map.of(
                "key", random.nextInt(1000),
                "other", random.nextInt(1000),
                "real", random.nextDouble(),
                "text", texts.next());
        return operation.run(connection, parameters);
    }

    private void tolerate(SQLException failure) throws SQLException {
        if (!tolerable(failure)) {
            throw failure;
        }
        counters.tolerated.increment();
    }

    private static boolean tolerable(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return switch (state) {
            case "57P01", "57P02", "57P03", "53300", "55P03" -> true; // shut down, too many connections, lock timeout
            case "23503", "23505" -> inWorkload(failure);
            default -> state.startsWith("08") || state.startsWith("40"); // connection lost, rolled back
        };
    }

    /** Clients do collide in the tables of the workload; in any other table nobody but the replicator is to blame. */
    private static boolean inWorkload(SQLException failure) {
        @Nullable
        ServerErrorMessage message = failure instanceof PSQLException server ? server.getServerErrorMessage() : null;
        return message != null && "workload".equals(message.getSchema());
    }

    /** What all clients of a workload did together. Thread-safe. */
    static final class Counters {
        final LongAdder transactions = new LongAdder();
        final LongAdder rows = new LongAdder();
        final LongAdder tolerated = new LongAdder();
    }
}
