package io.pgreplicator.it.random;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.cli.option.PausableReplicator;
import io.pgreplicator.config.ByteSize;
import io.pgreplicator.config.CopyOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.RoundOptions;
import io.pgreplicator.config.SessionOptions;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.TcpProxy;
import io.pgreplicator.runtime.PausePoint;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The replicator of one pair, with a network that fails on either side, started again after faults that may end it.
 * Confined to one thread.
 */
final class FaultyReplicator implements AutoCloseable {
    private static final int ATTEMPTS = 40;
    /** How long it may write no row to the target while it is waited for. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(30);
    /** How long it may take to come by the place at which it is to sleep. */
    private static final Duration SLEEP_WITHIN = Duration.ofSeconds(5);

    private static final Duration SILENCE = Duration.ofSeconds(2);
    /** How a run may end when its connections are broken while it begins; the next one goes on. */
    private static final Set<ErrorCode> MAY_END_WITH =
            EnumSet.of(ErrorCode.SOURCE_UNREACHABLE, ErrorCode.TARGET_UNREACHABLE, ErrorCode.LEADER_RUNNING);

    private static final ExecutorService WAITERS = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "waiter");
        thread.setDaemon(true);
        return thread;
    });

    private final DatabasePair pair;
    private final Tally tally;
    private final TcpProxy source;
    private final TcpProxy target;
    private final Trap trap = new Trap();
    private @Nullable Replicator replicator;
    private @Nullable Replication replication;
    private CompletableFuture<?> end = new CompletableFuture<>();

    FaultyReplicator(DatabasePair pair, Tally tally) {
        this.pair = pair;
        this.tally = tally;
        this.source = TcpProxy.to(pair.source());
        this.target = TcpProxy.to(pair.target());
    }

    /** Starts it, unless it was started and not stopped. */
    void start() {
        if (replication == null) {
            replicator = PausableReplicator.open(config(), event -> {}, trap);
            Replication started = replicator.start();
            replication = started;
            end = waiting(started::await);
        }
    }

    /** Starts it again when a fault has ended it; throws what else did. */
    void revive() throws InterruptedException {
        if (end.isDone()) {
            try {
                result(end, Duration.ZERO);
            } catch (ReplicatorException | Trap.Death e) {
                stopAfter(e);
            }
            start();
        }
    }

    /** Ends it at a safe point. */
    void stop() {
        trap.release();
        if (replication != null) {
            replication.close();
            replication = null;
        }
        if (replicator != null) {
            replicator.close();
            replicator = null;
        }
    }

    void dieAt(PausePoint place) {
        tally.add("fault: dies at a pause point", 1);
        trap.dieAt(place);
    }

    void holdAt(PausePoint place) {
        trap.holdAt(place);
    }

    void goOn() {
        trap.release();
    }

    /**
     * Puts it to sleep at that place, as SIGSTOP does, with its connections lost; another one leads and brings everything; then it
     * wakes up. Does nothing more when it does not come by that place.
     */
    void sleepAt(PausePoint place) throws InterruptedException {
        trap.holdAt(place, SLEEP_WITHIN);
        if (trap.isHolding()) {
            tally.add("fault: asleep while another one leads", 1);
            refuse(true);
            try (var next = new FaultyReplicator(pair, tally)) {
                next.catchUp();
            } finally {
                refuse(false);
            }
        }
        trap.release();
    }

    private void refuse(boolean refused) {
        for (TcpProxy proxy : List.of(source, target)) {
            proxy.refuse(refused);
            proxy.cut();
        }
    }

    /** Breaks connections: {@code cut}, {@code stall}, {@code black hole} or {@code kill}. */
    void fault(boolean onSource, String kind) throws SQLException, InterruptedException {
        tally.add("fault: " + kind, 1);
        TcpProxy proxy = onSource ? source : target;
        switch (kind) {
            case "cut" -> proxy.cut();
            case "stall" -> {
                proxy.stall();
                Thread.sleep(200);
                proxy.resume();
            }
            case "black hole" -> {
                proxy.stall();
                Thread.sleep(2 * SILENCE.toMillis());
                proxy.resume();
            }
            case "kill" -> {
                try (Connection superuser = onSource ? pair.sourceSuperuser() : pair.targetSuperuser();
                        Statement statement = superuser.createStatement()) {
                    statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
                            + " current_database() AND application_name LIKE 'replicator%'"
                            + " ORDER BY backend_start DESC LIMIT 1");
                }
            }
            default -> throw new IllegalArgumentException("no such fault: " + kind);
        }
    }

    /** Waits until everything committed before has arrived, starting it again when a fault has ended it. */
    void catchUp() throws InterruptedException {
        trap.release();
        for (int attempt = 1; ; attempt++) {
            try {
                start();
                awaitCaughtUp();
                return;
            } catch (ReplicatorException | Trap.Death e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                stopAfter(e);
                Thread.sleep(50);
            }
        }
    }

    /** Throws the failure when it is not one that a fault may have caused. */
    private void stopAfter(RuntimeException failure) {
        boolean faulty = failure instanceof Trap.Death
                || (failure instanceof ReplicatorException known && MAY_END_WITH.contains(known.code()));
        if (!faulty) {
            throw failure;
        }
        tally.add("runs ended by faults", 1);
        stop();
    }

    /** Uninstalls, as soon as the server has noticed that the former connections are gone. */
    void uninstall() throws InterruptedException {
        stop();
        try (Replicator plain = PausableReplicator.open(config(), event -> {}, trap)) {
            for (int attempt = 1; ; attempt++) {
                try {
                    plain.uninstall();
                    return;
                } catch (ReplicatorException e) {
                    if (e.code() != ErrorCode.LEADER_RUNNING || attempt == ATTEMPTS) {
                        throw e;
                    }
                    Thread.sleep(100);
                }
            }
        }
    }

    @Override
    public void close() {
        stop();
        source.close();
        target.close();
    }

    private void awaitCaughtUp() throws InterruptedException {
        Replication running = replication;
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        CompletableFuture<?> caughtUp = waiting(running::awaitCaughtUp);
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        long written = rowsWritten();
        while (true) {
            try {
                result(caughtUp, PATIENCE);
                return;
            } catch (AssertionError e) {
                long before = written;
                written = rowsWritten();
                if (caughtUp.isDone() || written == before || System.nanoTime() > end) {
                    e.addSuppressed(new IllegalStateException(whereItStands()));
                    throw e;
                }
            }
        }
    }

    /** Rows written to the target's tables so far: small batches on a machine that has much else to do take their time. */
    private long rowsWritten() {
        try (Connection superuser = pair.targetSuperuser();
                Statement statement = superuser.createStatement();
                ResultSet sum = statement.executeQuery("SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)"
                        + " FROM pg_stat_user_tables WHERE schemaname <> 'replicator'")) {
            sum.next();
            return sum.getLong(1);
        } catch (SQLException e) {
            return -1;
        }
    }

    /** The status, and what the threads of this process do. */
    private String whereItStands() {
        String status;
        try (Replicator looking = PausableReplicator.open(config(), event -> {}, trap)) {
            status = looking.status().toString();
        } catch (ReplicatorException e) {
            status = e.toString();
        }
        return status + "\n"
                + Thread.getAllStackTraces().entrySet().stream()
                        .map(entry -> entry.getKey() + "\n    "
                                + Stream.of(entry.getValue())
                                        .limit(25)
                                        .map(String::valueOf)
                                        .collect(Collectors.joining("\n    ")))
                        .collect(Collectors.joining("\n"));
    }

    /** Something that blocks until the replicator has come somewhere. */
    private interface Wait {
        void run() throws InterruptedException;
    }

    private static CompletableFuture<?> waiting(Wait wait) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        wait.run();
                    } catch (InterruptedException e) {
                        throw new CompletionException(e);
                    }
                },
                WAITERS);
    }

    private static void result(CompletableFuture<?> future, Duration patience) throws InterruptedException {
        try {
            future.get(patience.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("it has not come there within " + patience, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new AssertionError(e);
        }
    }

    /** Small chunks, batches, segments and limits, so that few rows go through every path. */
    private ReplicatorConfig config() {
        return ReplicatorConfig.builder()
                .source(source.through(pair.sourceUri()))
                .target(target.through(pair.targetUri()))
                .copy(new CopyOptions(2, ByteSize.ofKilobytes(8), 1, ByteSize.ofMegabytes(1)))
                .rounds(new RoundOptions(
                        2,
                        5,
                        ByteSize.ofKilobytes(8),
                        ByteSize.ofKilobytes(64),
                        15,
                        ByteSize.ofKilobytes(8),
                        Duration.ofMillis(5),
                        Duration.ofMillis(20),
                        1000,
                        Duration.ofMillis(200)))
                .sessions(new SessionOptions(
                        Duration.ofMillis(500), Duration.ofSeconds(60), Duration.ofSeconds(10), SILENCE))
                .build();
    }
}
