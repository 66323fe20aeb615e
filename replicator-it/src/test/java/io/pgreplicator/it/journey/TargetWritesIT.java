package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.cli.option.PausableReplicator;
import io.pgreplicator.config.ByteSize;
import io.pgreplicator.config.CopyOptions;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.PostgresServer;
import io.pgreplicator.it.PostgresServers;
import io.pgreplicator.it.ServerPool;
import io.pgreplicator.it.SmallSteps;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.runtime.PausePoint;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every statement that the target's server was sent, read from its log: nothing writes but in a transaction that holds the
 * leader's epoch first, or on the connection that holds the leader lock. The server tells which statements write: after one
 * the transaction has a number.
 */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
class TargetWritesIT {
    private static final Map<String, String> LOG_ALL = Map.of(
            "logging_collector", "on",
            "log_filename", "statements.log",
            "log_rotation_size", "0",
            "log_min_duration_statement", "0",
            "log_line_prefix", "%c|%x|%d|%a|");
    private static final Pattern ENTRY =
            Pattern.compile("^([0-9a-f.]+)\\|(\\d+)\\|([^|]*)\\|replicator (\\w+)[^|]*\\|LOG:"
                    + "  duration: \\S+ ms  (?:execute [^:]*|statement): (.*)$");
    private static final String HOLD =
            "SELECT pg_catalog.set_config('replicator.applies', m.migration_id || ' ' || pg_catalog.txid_current(), true),";

    /** Statements that the journey below cannot do without: where one is missing, the log was not read. */
    private static final List<String> EXPECTED = List.of(
            "COPY \"public\".\"t\"",
            "CREATE INDEX t_v_idx",
            "ALTER TABLE public.t ADD CONSTRAINT t_pkey",
            "ALTER TABLE public.child VALIDATE CONSTRAINT",
            "TRUNCATE ONLY \"public\".\"t\"",
            "ANALYZE",
            "INSERT INTO replicator.deferred_object",
            "UPDATE replicator.chunk SET copied_at",
            "UPDATE replicator.migration SET heartbeat",
            "UPDATE replicator.migration SET watermark",
            "INSERT INTO replicator.refused_row",
            "setval",
            "DROP SCHEMA");

    /** One statement of a session in the order of the log. */
    private record Sent(String session, boolean writes, String role, String sql) {}

    /** On 14 the target's role may not assume the replica role, so triggers are disabled and put back instead. */
    @ParameterizedTest
    @ValueSource(ints = {14, 17})
    void nothingWritesToTheTargetOutsideOfTheLeadersEpoch(int major) throws SQLException, InterruptedException {
        try (PostgresServer target = PostgresServers.startRestartable(major, LOG_ALL);
                DatabasePair pair = DatabasePair.create(ServerPool.source(14), target);
                Connection source = pair.connectSource();
                Connection applied = pair.connectTarget()) {
            migrate(pair, source, applied);
            List<Sent> sent = read(pair);
            assertThat(sent).extracting(Sent::role).contains("copy", "index", "apply", "control", "leader");
            for (String expected : EXPECTED) {
                assertThat(sent).anyMatch(statement -> statement.sql.contains(expected), "one with " + expected);
            }
            assertThat(outsideOfTheEpoch(sent)).isEmpty();
        }
    }

    /** Through everything that writes: copy, copy anew, indexes, rounds of all kinds, rejected rows, repair, uninstall. */
    private static void migrate(DatabasePair pair, Connection source, Connection target)
            throws SQLException, InterruptedException {
        String tables = "CREATE TABLE t (id int PRIMARY KEY, v int NOT NULL, pad text DEFAULT repeat('x', 200));"
                + " CREATE INDEX t_v_idx ON t (v); CREATE TABLE child (id serial PRIMARY KEY, t int REFERENCES t);"
                + " CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
                + " CREATE TRIGGER noted AFTER INSERT ON child FOR EACH ROW EXECUTE FUNCTION noted()";
        execute(source, tables);
        execute(target, tables);
        execute(target, "ALTER TABLE t ADD CONSTRAINT small CHECK (v < 1000)");
        execute(source, "INSERT INTO t SELECT g, 0 FROM generate_series(1, 2000) AS g");
        execute(source, "INSERT INTO child (t) SELECT 1500 FROM generate_series(1, 20) AS g");
        execute(source, "DELETE FROM t WHERE id BETWEEN 1 AND 1000");
        var rewritten = new AtomicBoolean();
        PausePoint.Hook hook = place -> {
            if (place == PausePoint.COPY_AFTER_COMMIT && rewritten.compareAndSet(false, true)) {
                Unchecked.run(() -> execute(source, "VACUUM FULL t; UPDATE t SET v = 5000 WHERE id = 2000"));
            }
        };
        var config = SmallSteps.config(pair)
                .copy(new CopyOptions(1, ByteSize.ofKilobytes(64), 1, ByteSize.ofMegabytes(16)))
                .build();
        try (Replicator replicator = PausableReplicator.open(config, event -> {}, hook)) {
            try (Replication replication = replicator.start()) {
                awaitRefused(replicator);
                execute(source, "UPDATE t SET v = 5 WHERE id = 2000");
                replication.awaitCaughtUp();
                execute(source, "UPDATE t SET v = v + 1; INSERT INTO child (t) VALUES (1500)");
                replication.awaitCaughtUp();
                execute(source, "TRUNCATE child; INSERT INTO child (t) VALUES (1500)");
                replication.awaitCaughtUp();
            }
            execute(target, "DELETE FROM child");
            replicator.repair();
            try (Replication replication = replicator.start().endWhenCaughtUp()) {
                replication.await();
            }
            assertThat(replicator.compare().tables()).hasSize(2).allMatch(table -> table.equal());
            replicator.uninstall();
        }
    }

    private static void awaitRefused(Replicator replicator) {
        Awaitility.await().until(() -> replicator.status().refused().rows() > 0);
    }

    private static List<Sent> read(DatabasePair pair) throws SQLException {
        try (Connection connection = pair.targetSuperuser();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_read_file(pg_current_logfile('stderr'))")) {
            row.next();
            return row.getString(1)
                    .lines()
                    .map(ENTRY::matcher)
                    .filter(Matcher::matches)
                    .filter(entry -> entry.group(3).equals(pair.targetDatabase()))
                    .map(entry -> new Sent(entry.group(1), !entry.group(2).equals("0"), entry.group(4), entry.group(5)))
                    .toList();
        }
    }

    /** What wrote without having held the epoch, unless it was rolled back: a trial of the check, say. */
    private static List<Sent> outsideOfTheEpoch(List<Sent> sent) {
        var held = new HashMap<String, Boolean>();
        var pending = new HashMap<String, List<Sent>>();
        var found = new ArrayList<Sent>();
        for (Sent statement : sent) {
            String sql = statement.sql;
            if (statement.role.equals("leader") || sql.startsWith("DISCARD TEMP")) {
                continue;
            }
            if (sql.startsWith("BEGIN")) {
                held.put(statement.session, false);
            } else if (sql.startsWith("COMMIT") || (sql.startsWith("ROLLBACK") && !sql.startsWith("ROLLBACK TO"))) {
                List<Sent> written = pending.remove(statement.session);
                if (written != null && sql.startsWith("COMMIT")) {
                    found.addAll(written);
                }
                held.remove(statement.session);
            } else if (sql.equals(HOLD)) {
                held.put(statement.session, true);
            } else if (!Boolean.TRUE.equals(held.get(statement.session)) && mayWrite(statement)) {
                if (held.containsKey(statement.session) && !sql.contains("setval")) {
                    pending.computeIfAbsent(statement.session, session -> new ArrayList<>())
                            .add(statement);
                } else {
                    found.add(statement);
                }
            }
        }
        return found;
    }

    /** A statement outside of a transaction has ended its own when the log is written, so its text decides as well. */
    private static boolean mayWrite(Sent statement) {
        boolean reads =
                statement.sql.matches("(?s)(?i)(SELECT|SHOW|SET|WITH|COPY \\(|SAVEPOINT|RELEASE|ROLLBACK TO|$).*");
        return statement.writes || !reads || statement.sql.contains("setval");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
