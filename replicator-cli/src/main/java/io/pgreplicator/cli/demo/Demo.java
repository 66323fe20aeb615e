package io.pgreplicator.cli.demo;

import static io.pgreplicator.telemetry.ReplicationListener.when;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.cli.console.Console;
import io.pgreplicator.cli.progress.CleanStop;
import io.pgreplicator.cli.text.Figures;
import io.pgreplicator.cli.text.StatusText;
import io.pgreplicator.cli.text.TextTable;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.VerifyOptions;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.telemetry.CheckReport;
import io.pgreplicator.telemetry.ComparisonReport;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.Finding.Level;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.Progress;
import io.pgreplicator.telemetry.ReplicationEvent.CutoverEnded;
import io.pgreplicator.telemetry.TableComparison;
import io.pgreplicator.telemetry.VerifyReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The demonstration step by step: two servers, writers that run throughout, and a migration that ends with a comparison of
 * every row. Confined to one thread.
 */
public final class Demo {
    private static final Duration FOLLOWING = Duration.ofSeconds(5);
    private static final CutoverOptions SWITCH = CutoverOptions.defaults().withDeadline(Duration.ofMinutes(1));
    private static final int REHEARSALS = 5;
    private static final int POLL_MILLIS = 10;
    private static final int INTERRUPTED = 130;

    private final Narrator narrator;
    private final PhaseTimes phases = new PhaseTimes();
    private final AtomicReference<@Nullable CutoverEnded> cutover = new AtomicReference<>();

    public Demo(Console console) {
        this.narrator = new Narrator(console);
    }

    /** Runs it all; returns the exit code: 0 when every row is equal, 4 otherwise. */
    @SuppressWarnings("try") // the stop only has to be armed
    public int run() throws Exception {
        narrator.introduce(
                "A live database moves from one PostgreSQL server to another and back while four writers go on",
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
            try (Replicator replicator = Replicator.open(
                    config, when(CutoverEnded.class, cutover::set).andThen(phases))) {
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
            rehearse(replicator);
            turn("Cutover", replicator, writers, SWITCH, "the target takes writes, the source refuses them");
            keepUp("Follow", replicator, writers, "From the target back to the source: it stays as good as new.");
            turn("Return", replicator, writers, SWITCH.goingBack(), "the source takes writes again");
            turn("Cutover", replicator, writers, SWITCH, "the target takes writes, for good");
            drain(replicator, writers);
            written = writers.transactions();
        }
        boolean equal = compare(servers, replicator);
        complete(replicator);
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
            keepUp(
                    replicator,
                    writers,
                    "The target equals the source as it was that long ago: you switch whenever you like.");
            verify(replicator);
        }
    }

    private void verify(Replicator replicator) {
        narrator.begin("Verify", "every row, while they write");
        VerifyReport report = replicator.verify(VerifyOptions.defaults().rowsOnly());
        if (!report.isRowsEqual()) {
            throw new ReplicatorException(
                    ErrorCode.ROWS_DIFFER,
                    "The two sides differ. That is a fault of the replicator: please report it.",
                    "");
        }
        narrator.done(
                Figures.count(report.tables().stream()
                                .mapToLong(VerifyReport.Table::comparedRows)
                                .sum()) + " rows compared while they changed, all equal",
                "Each at a moment at which the target had to have what the source had.");
    }

    private void rehearse(Replicator replicator) throws Exception {
        narrator.begin("Rehearse", "everything but the switch");
        end(replicator, SWITCH.rehearsing(REHEARSALS));
        List<Duration> pauses = lastCutover().pauses().stream().sorted().toList();
        narrator.done(
                REHEARSALS + " times: writers waited "
                        + pauses.get(REHEARSALS / 2).toMillis() + " ms at the median, "
                        + pauses.get(REHEARSALS - 1).toMillis() + " ms at most",
                "They wait at their next write, and go on: none of them fails.");
    }

    private void turn(String verb, Replicator replicator, LiveWriters writers, CutoverOptions options, String outcome)
            throws Exception {
        narrator.begin(verb, "under load");
        writers.longestMillis();
        end(replicator, options);
        long before = writers.transactions();
        while (writers.transactions() < before + LiveWriters.COUNT * 10L && !writers.hasFailed()) {
            Thread.sleep(POLL_MILLIS);
        }
        narrator.done(
                outcome + "; nobody could write for "
                        + lastCutover().pauses().get(0).toMillis() + " ms",
                "As the writers saw it: " + writers.longestMillis()
                        + " ms for their slowest transaction, reconnection included.");
    }

    private static void end(Replicator replicator, CutoverOptions options) throws InterruptedException {
        try (Replication replication = replicator.start().endWhenSwitched(options)) {
            replication.await();
        }
    }

    private CutoverEnded lastCutover() {
        return Objects.requireNonNull(cutover.get());
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

    private void keepUp(String verb, Replicator replicator, LiveWriters writers, String reason) throws Exception {
        narrator.begin(verb, "");
        long before = writers.onTarget();
        try (Replication replication = replicator.start()) {
            replication.awaitCaughtUp();
            watch(
                    replicator,
                    writers,
                    reason,
                    () -> Figures.count(writers.onTarget() - before, "transaction") + " on the target, ");
        }
    }

    private void keepUp(Replicator replicator, LiveWriters writers, String reason) throws InterruptedException {
        narrator.begin("Follow", "");
        watch(replicator, writers, reason, () -> "");
    }

    private void watch(Replicator replicator, LiveWriters writers, String reason, Supplier<String> also)
            throws InterruptedException {
        long transactions = writers.transactions();
        long rows = writers.rows();
        long rounds = replicator.status().rounds().applied();
        try (var watch = StatusWatch.start(replicator::status, this::showLag)) {
            Thread.sleep(FOLLOWING.toMillis());
            narrator.done(
                    "lag " + Figures.seconds(watch.lag(0.5)) + " at the median, " + Figures.seconds(watch.lag(1))
                            + " at most; " + also.get()
                            + Figures.count(writers.transactions() - transactions, "transaction") + ", "
                            + Figures.count(writers.rows() - rows, "changed row") + ", "
                            + Figures.count(replicator.status().rounds().applied() - rounds, "round"),
                    reason);
        }
    }

    private void showLag(Progress progress) {
        narrator.going("lag " + Figures.secondsOrUnknown(progress.lag().seconds()) + ", "
                + Figures.countOrUnknown(progress.lag().pendingKeys()) + " keys pending");
    }

    private void drain(Replicator replicator, LiveWriters writers) throws Exception {
        narrator.begin("Drain", "the writers stop");
        writers.stop();
        try (Replication replication = replicator.start().endWhenCaughtUp()) {
            replication.await();
        }
        narrator.done(
                "the last commit on the target is on the source, too",
                Figures.count(writers.onTarget(), "transaction") + " of " + Figures.count(writers.transactions())
                        + " were written on the target.");
    }

    private boolean compare(DemoServers servers, Replicator replicator) throws SQLException {
        narrator.begin("Compare", "every row");
        ComparisonReport report = replicator.compare();
        long compared = report.sourceRows();
        long counted;
        try (Connection target = servers.target()) {
            counted = DemoData.rows(target);
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
        var text = new TextTable("lrrl").row("table", "target rows", "source rows", "");
        tables.stream()
                .sorted(Comparator.comparing(TableComparison::table))
                .forEach(each -> text.row(
                        each.table().toString(),
                        Figures.count(each.sourceRows()),
                        Figures.count(each.targetRows()),
                        each.equal() ? "equal" : "DIFFERENT"));
        return text.lines();
    }

    private void complete(Replicator replicator) throws InterruptedException {
        narrator.begin("Complete", "");
        replicator.complete();
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
                    "On your own two databases:  replicator check, run, verify, cutover  (--source URI --target URI)",
                    "The servers were this machine's own with fsync off: the figures are no benchmark.");
        } else {
            narrator.conclude(
                    false,
                    "The two sides differ. That is a fault of the replicator: please report it with this output.");
        }
    }
}
