package io.pgreplicator.cli.demo;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.cli.console.Console;
import io.pgreplicator.cli.progress.CleanStop;
import io.pgreplicator.cli.text.Figures;
import io.pgreplicator.cli.text.StatusText;
import io.pgreplicator.cli.text.TextTable;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.telemetry.CheckReport;
import io.pgreplicator.telemetry.ComparisonReport;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.Finding.Level;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.Progress;
import io.pgreplicator.telemetry.TableComparison;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * The demonstration step by step: two servers, writers that run throughout, and a migration that ends with a comparison of
 * every row. Confined to one thread.
 */
public final class Demo {
    private static final Duration FOLLOWING = Duration.ofSeconds(8);
    private static final int INTERRUPTED = 130;

    private final Narrator narrator;
    private final PhaseTimes phases = new PhaseTimes();

    public Demo(Console console) {
        this.narrator = new Narrator(console);
    }

    /** Runs it all; returns the exit code: 0 when every row is equal, 4 otherwise. */
    @SuppressWarnings("try") // the stop only has to be armed
    public int run() throws Exception {
        narrator.introduce(
                "A live database moves from one PostgreSQL server to another while four writers go on",
                "writing to it. No superuser, no replication slot, no write-ahead log: triggers and COPY.");
        narrator.begin("Start", "two PostgreSQL servers");
        DemoServers servers = DemoServers.prepare();
        try (CleanStop stop = CleanStop.onSignal(request -> interrupted(servers));
                servers) {
            servers.start();
            long rows = prepare(servers);
            ReplicatorConfig config = ReplicatorConfig.builder()
                    .source(servers.sourceUri())
                    .target(servers.targetUri())
                    .build();
            try (Replicator replicator = Replicator.open(config, phases)) {
                return move(servers, replicator, rows);
            }
        }
    }

    private static int interrupted(DemoServers servers) {
        servers.close();
        return INTERRUPTED;
    }

    private long prepare(DemoServers servers) throws SQLException {
        try (Connection source = servers.source();
                Connection target = servers.target()) {
            narrator.done(
                    "PostgreSQL " + DemoData.serverVersion(source) + ": source on port " + servers.sourcePort()
                            + ", target on port " + servers.targetPort(),
                    "The source's role may do what Heroku's may, the target's what RDS' may.");
            narrator.begin("Fill", "a shop's database");
            DemoData.createEmpty(target);
            DemoData.createFilled(source);
            long rows = DemoData.rows(source);
            narrator.done(
                    Figures.count(rows) + " rows in " + DemoData.tableCount() + " tables, "
                            + Figures.bytes(DemoData.databaseBytes(source)),
                    "Composite and changing keys, partitions, triggers, jsonb, arrays, enums, bytea, odd text.");
            return rows;
        }
    }

    private int move(DemoServers servers, Replicator replicator, long seeded) throws Exception {
        long written;
        try (LiveWriters writers = LiveWriters.start(servers)) {
            narrator.begin("Write", "");
            narrator.done(
                    LiveWriters.COUNT + " writers insert, update, delete and change keys from now on",
                    "A move must not ask the application to stop.");
            check(replicator);
            follow(replicator, writers);
            written = writers.transactions();
        }
        boolean equal = compare(servers, replicator);
        uninstall(replicator);
        conclude(equal, seeded, written);
        return equal ? 0 : ErrorCode.ROWS_DIFFER.exitCode();
    }

    private void check(Replicator replicator) {
        narrator.begin("Check", "both databases");
        CheckReport report = replicator.check();
        List<Finding> failures = report.findings().stream()
                .filter(finding -> finding.level() == Level.FAIL)
                .toList();
        if (!failures.isEmpty()) {
            Finding first = failures.get(0);
            throw new ReplicatorException(
                    ErrorCode.PREFLIGHT_FAILED, first.subject() + ": " + first.message(), first.cure());
        }
        narrator.done(
                report.passed() + " findings passed, " + Figures.count(report.warned(), "warning"),
                "What could fail later is looked at first, without changing anything.");
    }

    private void follow(Replicator replicator, LiveWriters writers) throws Exception {
        try (Replication replication = replicator.start()) {
            copy(replicator, replication, writers);
            keepUp(replicator, writers);
            drain(replication, writers);
        }
    }

    @SuppressWarnings("try") // the watch only has to run
    private void copy(Replicator replicator, Replication replication, LiveWriters writers) throws Exception {
        narrator.begin("Copy", "installing triggers");
        long before = writers.transactions();
        try (var watch = StatusWatch.start(replicator::status, this::showCopy)) {
            replication.awaitCopied();
        }
        long bytes = replicator.status().copy().copiedBytes();
        double seconds = phases.seconds(Phase.COPYING, Phase.INDEXING, narrator.seconds());
        narrator.done(
                Figures.bytes(bytes) + " at " + Figures.bytes(Math.round(bytes / Math.max(0.001, seconds)))
                        + "/s, while " + Figures.count(writers.transactions() - before, "transaction") + " committed",
                "Triggers came first, so every one of these is in the log and none can be missed.");
    }

    private void showCopy(Progress progress) {
        narrator.going(
                progress.phase() == Phase.COPYING
                        ? StatusText.copied(progress)
                        : progress.phase().toString());
    }

    private void keepUp(Replicator replicator, LiveWriters writers) throws InterruptedException {
        narrator.begin("Follow", "");
        long transactions = writers.transactions();
        long rows = writers.rows();
        long rounds = replicator.status().rounds().applied();
        try (var watch = StatusWatch.start(replicator::status, this::showLag)) {
            Thread.sleep(FOLLOWING.toMillis());
            narrator.done(
                    "lag " + Figures.seconds(watch.lag(0.5)) + " at the median, " + Figures.seconds(watch.lag(1))
                            + " at most; " + Figures.count(writers.transactions() - transactions, "transaction") + ", "
                            + Figures.count(writers.rows() - rows, "changed row") + ", "
                            + Figures.count(replicator.status().rounds().applied() - rounds, "round"),
                    "The target equals the source as it was that long ago: you switch whenever you like.");
        }
    }

    private void showLag(Progress progress) {
        narrator.going("lag " + Figures.secondsOrUnknown(progress.lag().seconds()) + ", "
                + Figures.countOrUnknown(progress.lag().pendingKeys()) + " keys pending");
    }

    private void drain(Replication replication, LiveWriters writers) throws Exception {
        narrator.begin("Drain", "the writers stop");
        writers.stop();
        long stopped = System.nanoTime();
        replication.awaitCaughtUp();
        narrator.done(
                "the last commit was on the target after " + Figures.seconds((System.nanoTime() - stopped) / 1e9),
                "This is the pause that the application would see at the switch.");
    }

    private boolean compare(DemoServers servers, Replicator replicator) throws SQLException {
        narrator.begin("Compare", "every row");
        ComparisonReport report = replicator.compare();
        long compared = report.sourceRows();
        long counted;
        try (Connection source = servers.source()) {
            counted = DemoData.rows(source);
        }
        boolean equal = compared == counted && report.isEqual();
        narrator.done(
                Figures.count(compared) + " of " + Figures.count(counted) + " rows compared, "
                        + (equal ? "all equal" : "NOT all equal"),
                "Every column of every row, on both sides, by the same hash.");
        narrator.table(table(report.tables()));
        return equal;
    }

    private static List<String> table(List<TableComparison> tables) {
        var text = new TextTable("lrrl").row("table", "source rows", "target rows", "");
        tables.stream()
                .sorted(Comparator.comparing(TableComparison::table))
                .forEach(each -> text.row(
                        each.table().toString(),
                        Figures.count(each.sourceRows()),
                        Figures.count(each.targetRows()),
                        each.equal() ? "equal" : "DIFFERENT"));
        return text.lines();
    }

    private void uninstall(Replicator replicator) {
        narrator.begin("Uninstall", "");
        replicator.uninstall();
        narrator.done(
                "no object of the replicator is left on either side",
                "Both databases are as they were, but for the rows that moved.");
    }

    private void conclude(boolean equal, long seeded, long written) {
        if (equal) {
            narrator.conclude(
                    true,
                    "Moved: " + Figures.count(seeded) + " rows and " + Figures.count(written)
                            + " transactions written meanwhile, and every row is equal.",
                    "",
                    "On your own two databases:  replicator check  then  replicator run  (--source URI --target URI)",
                    "The servers were this machine's own with fsync off: the figures are no benchmark.");
        } else {
            narrator.conclude(
                    false,
                    "The two sides differ. That is a fault of the replicator: please report it with this output.");
        }
    }
}
