package io.pgreplicator.it.faults;

import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.PostgresServer;
import io.pgreplicator.it.SmallSteps;
import io.pgreplicator.it.TcpProxy;
import io.pgreplicator.it.Workload;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Two databases with the workload's schema and a network before each, all of which can be broken. Thread-safe. */
final class Site implements AutoCloseable {
    static final String END_SESSIONS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND application_name LIKE 'replicator %'";

    /** A constraint that looks whether the disk is said to be full, on every table. */
    private static final String MAKE_DISK = """
            CREATE SCHEMA fault;
            CREATE TABLE fault.disk_full (yes boolean);
            CREATE FUNCTION fault.room() RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER AS $$
            BEGIN
                IF EXISTS (SELECT FROM fault.disk_full) THEN
                    RAISE 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
                END IF;
                RETURN true;
            END $$;
            GRANT USAGE ON SCHEMA fault TO PUBLIC;
            DO $$ DECLARE t regclass; BEGIN
                FOR t IN SELECT oid FROM pg_class WHERE relnamespace = 'workload'::regnamespace AND relkind IN ('r', 'p')
                    AND NOT relispartition
                LOOP
                    EXECUTE format('ALTER TABLE %s ADD CONSTRAINT room CHECK (fault.room()) NOT VALID', t);
                END LOOP;
            END $$
            """;

    final DatabasePair pair;
    final TcpProxy toSource;
    final TcpProxy toTarget;
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
    private final Queue<Future<?>> pending = new ConcurrentLinkedQueue<>();

    private Site(DatabasePair pair) {
        this.pair = pair;
        this.toSource = TcpProxy.to(pair.source());
        this.toTarget = TcpProxy.to(pair.target());
    }

    static Site create(PostgresServer source, PostgresServer target) throws SQLException {
        Site site = new Site(DatabasePair.create(source, target));
        try (Connection from = site.pair.connectSource();
                Connection to = site.pair.connectTarget()) {
            Workload.createSchema(from);
            Workload.createSchema(to);
            Workload.insertRows(from);
            for (Connection side : List.of(from, to)) {
                execute(
                        side,
                        "CREATE TABLE workload.bulk (id int PRIMARY KEY, v int NOT NULL);"
                                + " CREATE INDEX bulk_v ON workload.bulk (v); CREATE SEQUENCE workload.counter");
            }
            execute(from, "INSERT INTO workload.bulk SELECT g, 0 FROM generate_series(1, 1000) AS g");
        }
        site.onTarget(MAKE_DISK);
        return site;
    }

    ReplicatorConfig.Builder config() {
        return SmallSteps.config(pair)
                .source(toSource.through(pair.sourceUri()))
                .target(toTarget.through(pair.targetUri()));
    }

    /** More keys than fit into a round of one transaction, and a sequence that moves. */
    void changeMuch() throws SQLException {
        try (Connection connection = pair.connectSource()) {
            execute(connection, "UPDATE workload.bulk SET v = v + 1; SELECT nextval('workload.counter')");
        }
    }

    /** For a round of one transaction. */
    void changeLittle() throws SQLException {
        try (Connection connection = pair.connectSource()) {
            execute(connection, "UPDATE workload.bulk SET v = v + 1 WHERE id = 1; SELECT nextval('workload.counter')");
        }
    }

    void onSource(String... statements) throws SQLException {
        try (Connection connection = pair.sourceSuperuser()) {
            execute(connection, statements);
        }
    }

    void onTarget(String... statements) throws SQLException {
        try (Connection connection = pair.targetSuperuser()) {
            execute(connection, statements);
        }
    }

    /** Locks every table of the target for longer than the replicator waits, as soon as it gets the locks. */
    void holdTargetTables() throws SQLException {
        try (Connection connection = pair.targetSuperuser()) {
            connection.setAutoCommit(false);
            execute(connection, "SET LOCAL lock_timeout = '10s'", "LOCK TABLE " + tables(connection));
            sleep(Duration.ofMillis(1600));
            connection.rollback();
        }
    }

    private static String tables(Connection connection) throws SQLException {
        var tables = new ArrayList<String>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r'"
                        + " AND relnamespace = 'workload'::regnamespace ORDER BY oid")) {
            while (row.next()) {
                tables.add(row.getString(1));
            }
        }
        return String.join(", ", tables);
    }

    /** A step that may come later than the fault it ends. */
    interface Step {
        void run() throws SQLException;
    }

    void later(Duration time, Step step) {
        pending.add(clock.schedule(
                () -> {
                    step.run();
                    return true;
                },
                time.toMillis(),
                TimeUnit.MILLISECONDS));
    }

    /** Waits until every fault has ended. */
    void settle() throws InterruptedException {
        for (Future<?> step = pending.poll(); step != null; step = pending.poll()) {
            try {
                step.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a fault did not end", e.getCause());
            }
        }
    }

    /** The databases as they were meant to be. */
    void takeAwayFaults() throws SQLException, InterruptedException {
        settle();
        onTarget("DROP SCHEMA fault CASCADE");
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        clock.shutdown();
        toSource.close();
        toTarget.close();
        pair.close();
    }
}
