package io.pgreplicator.benchmarks.suite;

import io.pgreplicator.benchmarks.peer.ProcessUsage;
import io.pgreplicator.benchmarks.peer.ReplicatorJar;
import io.pgreplicator.benchmarks.peer.ReplicatorProcess;
import io.pgreplicator.benchmarks.report.Proof;
import io.pgreplicator.benchmarks.report.Verdict;
import io.pgreplicator.benchmarks.server.HarnessException;
import io.pgreplicator.benchmarks.server.Login;
import io.pgreplicator.benchmarks.server.ServerPair;
import io.pgreplicator.benchmarks.server.Session;
import io.pgreplicator.sql.SqlFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * A database of very many small tables: installed, copied, followed while a session writes to one table after the
 * other, compared and uninstalled, each with its time and memory. Confined to one thread.
 */
@Command(
        name = "ManyTables",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        showDefaultValues = true,
        description = "Replicates a database of very many small tables and compares every row.")
public final class ManyTables implements Callable<Integer> {
    /** Each statement makes so many tables, in one transaction, which holds a lock for each of them. */
    private static final int TABLES_AT_ONCE = 250;

    @Mixin
    private SetupOptions setup = new SetupOptions();

    @Option(names = "--tables", description = "How many tables, each with a key and one index more.")
    private int tables = 10_000;

    @Option(names = "--rows", description = "Rows of each table at the start.")
    private int rows = 20;

    @Option(names = "--changes", description = "Transactions that change a table each while it follows.")
    private int changes = 20_000;

    private final Verdict verdict = new Verdict();

    /** See {@code --help}. Exit code 0 only when every check has passed. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ManyTables()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        Path log = setup.outputFile("many-tables.log");
        Files.deleteIfExists(log);
        // the proof reads the whole catalog, and one transaction of the replicator's may hold many tables
        try (ServerPair servers = setup.startServers(Map.of("max_locks_per_transaction", "256"))) {
            servers.description().forEach((name, value) -> System.out.println(name + ": " + value));
            createTables(servers.source());
            fill(servers.source());
            createTables(servers.target());
            say("%d tables of %d rows on the source, log in %s", tables, rows, log);
            var replicator = new ReplicatorJar(setup.jar(), servers.source(), servers.target(), List.of(), log);
            replicate(servers, replicator);
        } catch (HarnessException e) {
            verdict.require("the run itself", List.of(String.valueOf(e.getMessage())));
        }
        System.out.println(verdict.passed() ? "ACCEPTED" : "NOT ACCEPTED");
        return verdict.passed() ? 0 : 1;
    }

    private void replicate(ServerPair servers, ReplicatorJar replicator)
            throws IOException, SQLException, InterruptedException {
        report("install, copy and first round", replicator.run("--until", "copied"));
        ReplicatorProcess following = replicator.run();
        following.awaitOutput("following the source");
        change(servers.source());
        following.stop();
        report("follow " + changes + " transactions", following);
        report("last round", replicator.run("--until", "caught-up"));
        var proof = new Proof(servers, verdict);
        proof.compareRows();
        long start = System.nanoTime();
        replicator.uninstall();
        say("uninstall: %.1f s", (System.nanoTime() - start) / 1e9);
        proof.lookForLeftovers();
    }

    private void createTables(Login login) throws SQLException {
        slices(login, "many-tables.sql");
    }

    private void fill(Login login) throws SQLException {
        slices(login, "many-rows.sql");
    }

    private void slices(Login login, String file) throws SQLException {
        try (Session session = Session.open(login)) {
            for (int first = 1; first <= tables; first += TABLES_AT_ONCE) {
                session.execute(SqlFile.of(ManyTables.class, file)
                        .with("first", Integer.toString(first))
                        .with("last", Integer.toString(Math.min(tables, first + TABLES_AT_ONCE - 1)))
                        .with("rows", Integer.toString(rows))
                        .text());
            }
        }
    }

    private void change(Login source) throws SQLException {
        var random = new Random(setup.seed());
        try (Session session = Session.open(source)) {
            for (int i = 0; i < changes; i++) {
                String table = "many_" + (1 + random.nextInt(tables));
                int id = 1 + random.nextInt(rows);
                session.execute(
                        switch (random.nextInt(4)) {
                            case 0 -> "INSERT INTO " + table + " (note, amount) VALUES ('new', " + i + ")";
                            case 1 -> "DELETE FROM " + table + " WHERE id = " + id;
                            case 2 -> "UPDATE " + table + " SET id = -id WHERE id = " + id;
                            default -> "UPDATE " + table + " SET note = NULL, amount = " + i + " WHERE id >= " + id;
                        });
            }
        }
    }

    private void report(String step, ReplicatorProcess process) throws InterruptedException {
        double seconds = process.awaitSuccess();
        ProcessUsage usage = process.usage();
        say(
                "%s: %.1f s, %.1f s of processor time, peak RSS %.0f MB",
                step, seconds, usage.cpuSeconds(), usage.peakRssBytes() / 1e6);
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
