package io.pgreplicator.benchmarks.workload;

import io.pgreplicator.benchmarks.server.HarnessException;
import io.pgreplicator.benchmarks.server.Login;
import io.pgreplicator.benchmarks.server.Parallel;
import io.pgreplicator.benchmarks.server.Session;
import io.pgreplicator.sql.SqlFile;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * The data set 'mixed': pgbench's tables beside two of richer types, made on the server's side, every row decided by
 * the seed and its number. The same tables on PostgreSQL 13 and newer. Immutable.
 *
 * @param scale pgbench's scale: 100 000 accounts each
 * @param factor how much of 2 million rows of {@code events} and 1 million of {@code membership}
 * @param seed what the rows are made from
 */
public record MixedDataSet(int scale, double factor, long seed) {
    /** The tables, the largest first. */
    public static final List<String> TABLES = List.of(
            "pgbench_accounts",
            "events",
            "membership",
            "pgbench_history",
            "pgbench_tellers",
            "pgbench_branches",
            "heartbeat");

    private static final long SLICES = 4;

    /** Refuses sizes that make no data. */
    public MixedDataSet {
        if (scale < 1 || factor <= 0) {
            throw new HarnessException("scale and factor must be positive: " + scale + ", " + factor);
        }
    }

    /** Rows of {@code pgbench_accounts}. */
    public long accounts() {
        return scale * 100_000L;
    }

    /** Rows of {@code events}. */
    public long events() {
        return Math.max(1, Math.round(2_000_000 * factor));
    }

    /** Rows of {@code membership}. */
    public long memberships() {
        return Math.max(1, Math.round(1_000_000 * factor));
    }

    /** Drops the tables where they exist and makes them anew: empty, without keys and indexes. */
    public void createTables(Login login) throws SQLException, InterruptedException {
        drop(login);
        new Pgbench().createTables(login, scale);
        Session.execute(
                login, SqlFile.of(MixedDataSet.class, "mixed-tables.sql").text());
    }

    /** Drops the tables where they exist. */
    public void drop(Login login) throws SQLException {
        Session.execute(login, SqlFile.of(MixedDataSet.class, "mixed-drop.sql").text());
    }

    /** Builds keys and indexes, the longest work first, in so many connections. */
    public void createIndexes(Login login, int connections) throws SQLException, InterruptedException {
        runAll(login, connections, indexStatements());
    }

    /** Tables with keys and indexes, empty: what a target starts from. */
    public void createSchema(Login login) throws SQLException, InterruptedException {
        createTables(login);
        createIndexes(login, 1);
    }

    /** Tables, rows, keys, indexes and statistics: what a source starts from. */
    public void load(Login login, int connections) throws SQLException, InterruptedException {
        createTables(login);
        new Pgbench().fill(login, scale);
        runAll(login, connections, fillStatements());
        createIndexes(login, connections);
        Session.execute(login, "SELECT setval(pg_get_serial_sequence('events', 'id'), " + events() + ")");
        Session.execute(login, "VACUUM (ANALYZE) " + String.join(", ", TABLES));
    }

    private static List<String> indexStatements() {
        return SqlFile.of(MixedDataSet.class, "mixed-indexes.sql")
                .text()
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    private List<String> fillStatements() {
        var statements = new ArrayList<String>();
        for (long slice = 0; slice < SLICES; slice++) {
            statements.add(fillStatement("mixed-events.sql", slice, events()));
            statements.add(fillStatement("mixed-membership.sql", slice, memberships()));
        }
        return statements;
    }

    private String fillStatement(String file, long slice, long rows) {
        return SqlFile.of(MixedDataSet.class, file)
                .with("seed", Long.toString(seed))
                .with("first", Long.toString(slice * rows / SLICES + 1))
                .with("last", Long.toString((slice + 1) * rows / SLICES))
                .text();
    }

    private static void runAll(Login login, int connections, List<String> statements)
            throws SQLException, InterruptedException {
        var tasks = new ArrayList<Callable<Void>>();
        for (String statement : statements) {
            tasks.add(() -> {
                Session.execute(login, statement);
                return null;
            });
        }
        try {
            Parallel.run(connections, tasks);
        } catch (HarnessException e) {
            if (e.getCause() instanceof SQLException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
