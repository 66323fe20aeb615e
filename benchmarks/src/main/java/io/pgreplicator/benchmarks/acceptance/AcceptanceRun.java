package io.pgreplicator.benchmarks.acceptance;

import io.pgreplicator.benchmarks.peer.ReplicatorJar;
import io.pgreplicator.benchmarks.peer.ReplicatorProcess;
import io.pgreplicator.benchmarks.report.Proof;
import io.pgreplicator.benchmarks.report.Verdict;
import io.pgreplicator.benchmarks.server.ClientProgram;
import io.pgreplicator.benchmarks.server.HarnessException;
import io.pgreplicator.benchmarks.server.ServerPair;
import io.pgreplicator.benchmarks.server.Session;
import io.pgreplicator.benchmarks.suite.SetupOptions;
import io.pgreplicator.benchmarks.workload.LiveLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The main job from end to end under load: copies and follows a source that is written to all the time, killed as often
 * as asked for, then compares every row and looks for what is left behind. Confined to one thread.
 */
@Command(
        name = "AcceptanceRun",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        showDefaultValues = true,
        description = "Replicates a database that is written to all the time and compares every row.")
public final class AcceptanceRun implements Callable<Integer> {
    /** A guess of the copy's speed under load, only there to spread the kills over it. */
    private static final double COPY_BYTES_PER_SECOND = 15e6;

    @Mixin
    private SetupOptions setup = new SetupOptions();

    @Option(names = "--kills", description = "How often the replicator is killed (SIGKILL) and started again.")
    private int kills = 0;

    @Option(names = "--writers", description = "Sessions that write to events and membership, beside pgbench.")
    private int writers = 3;

    @Option(
            names = "--rate",
            description =
                    "Transactions per second of all pgbench clients together. 0 for as many as possible: on a small"
                            + " machine they then leave no processor to the replicator and the target.")
    private int rate = 300;

    @Option(names = "--deadline-minutes", description = "The longest that one process may take to catch up.")
    private int deadlineMinutes = 60;

    @Option(names = "--minutes", description = "How long it follows under the load after it has caught up once.")
    private double minutes = 0;

    private final Verdict verdict = new Verdict();

    private long peakRssBytes;

    /** See {@code --help}. Exit code 0 only when every check has passed. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new AcceptanceRun()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        ClientProgram.pgbench();
        Path log = setup.outputFile("acceptance.log");
        Files.deleteIfExists(log);
        try (ServerPair servers = setup.startServers()) {
            var replicator = new ReplicatorJar(setup.jar(), servers.source(), servers.target(), List.of(), log);
            servers.description().forEach((name, value) -> System.out.println(name + ": " + value));
            System.out.println(setup.data() + ", log in " + log);
            setup.data().load(servers.source(), 2);
            setup.data().createSchema(servers.target());
            replicate(servers, replicator);
            prove(servers, replicator);
        } catch (HarnessException e) {
            verdict.require("the run itself", List.of(String.valueOf(e.getMessage())));
        }
        System.out.println(verdict.passed() ? "ACCEPTED" : "NOT ACCEPTED");
        return verdict.passed() ? 0 : 1;
    }

    private void replicate(ServerPair servers, ReplicatorJar replicator) throws SQLException, InterruptedException {
        var journal = new ChunkJournal(servers.target());
        long start = System.nanoTime();
        try (LiveLoad load = LiveLoad.start(servers, setup.data(), setup.clients(), rate, writers)) {
            killAsPlanned(servers, replicator, journal);
            untilCaughtUp(replicator);
            say("caught up after %.0f s, writers still writing; %d chunks", seconds(start), journal.look());
            follow(replicator);
            verdict.require("writers wrote all the time, " + load.volume(), load.failures());
            load.stop();
        }
        untilCaughtUp(replicator);
        say("last round done after %.0f s", seconds(start));
        int chunks = journal.look();
        verdict.require("no chunk copied twice, " + chunks + " in the journal", journal.faults());
        verdict.require("the journal names chunks", chunks > 0 ? List.of() : List.of("replicator.chunk is empty"));
        verdict.require(
                String.format(Locale.ROOT, "peak RSS %.0f MB within 450 MB", peakRssBytes / 1e6),
                peakRssBytes <= 450e6 ? List.of() : List.of(peakRssBytes + " bytes"));
    }

    private void follow(ReplicatorJar replicator) throws InterruptedException {
        if (minutes <= 0) {
            return;
        }
        ReplicatorProcess process = replicator.run();
        long millis = Math.round(minutes * 60_000);
        if (process.endsWithin(millis)) {
            finish(process);
            throw new HarnessException("`run` has ended by itself while it followed");
        }
        process.stop();
        finish(process);
        say("followed for %.1f minutes", minutes);
    }

    private void killAsPlanned(ServerPair servers, ReplicatorJar replicator, ChunkJournal journal)
            throws SQLException, InterruptedException {
        KillPlan plan = KillPlan.of(kills, setup.seed(), sourceBytes(servers) / COPY_BYTES_PER_SECOND);
        if (kills > 0) {
            System.out.println("kills, milliseconds after the first output, seed " + setup.seed() + ": " + plan);
        }
        var late = new ArrayList<Long>();
        for (long millis : plan.early()) {
            ReplicatorProcess process = replicator.run("--until", "caught-up");
            process.awaitFirstOutput();
            if (process.endsWithin(millis)) {
                // faster than the plan: what is left of it goes to the processes that follow
                finish(process);
                late.add(millis);
            } else {
                kill(process, millis, "up to caught up", journal);
            }
        }
        if (kills > 0) {
            finish(replicator.run("--until", "copied"));
            say("copied");
        }
        late.addAll(plan.late());
        for (long millis : late) {
            ReplicatorProcess process = replicator.run();
            process.awaitFirstOutput();
            if (process.endsWithin(millis)) {
                finish(process);
                throw new HarnessException("`run` has ended by itself after less than " + millis + " ms");
            }
            kill(process, millis, "following", journal);
        }
    }

    private void kill(ReplicatorProcess process, long millis, String when, ChunkJournal journal)
            throws SQLException, InterruptedException {
        process.kill();
        peakRssBytes = Math.max(peakRssBytes, process.usage().peakRssBytes());
        say("killed %d ms after its first output (%s): %d chunks so far", millis, when, journal.look());
    }

    private void untilCaughtUp(ReplicatorJar replicator) throws InterruptedException {
        ReplicatorProcess process = replicator.run("--until", "caught-up");
        if (!process.endsWithin(deadlineMinutes * 60_000L)) {
            process.kill();
            throw new HarnessException("not caught up within " + deadlineMinutes + " minutes");
        }
        finish(process);
    }

    private void finish(ReplicatorProcess process) throws InterruptedException {
        process.awaitSuccess();
        peakRssBytes = Math.max(peakRssBytes, process.usage().peakRssBytes());
    }

    private void prove(ServerPair servers, ReplicatorJar replicator) throws SQLException, InterruptedException {
        var proof = new Proof(servers, verdict);
        proof.compareRows();
        proof.compareSequences();
        replicator.uninstall();
        proof.lookForLeftovers();
    }

    private static long sourceBytes(ServerPair servers) throws SQLException {
        try (Session session = Session.open(servers.source())) {
            return session.number("SELECT pg_database_size(current_database())");
        }
    }

    private static double seconds(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
