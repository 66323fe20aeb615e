package io.pgreplicator.benchmarks.suite;

import io.pgreplicator.benchmarks.peer.ReplicatorJar;
import io.pgreplicator.benchmarks.report.Figures;
import io.pgreplicator.benchmarks.server.ClientProgram;
import io.pgreplicator.benchmarks.server.HarnessException;
import io.pgreplicator.benchmarks.server.ServerPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The end-to-end run: starts two servers, loads the data set, measures part by part, prints a table and writes it as
 * JSON. Confined to one thread.
 */
@Command(
        name = "EndToEnd",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        showDefaultValues = true,
        description = "Measures the replicator between two servers that it starts itself.")
public final class EndToEnd implements Callable<Integer> {
    /** In the order in which they run: capture comes last, since the target has to be copied anew after it. */
    enum Part {
        COPY,
        DRAIN,
        LAG,
        VERIFY,
        CAPTURE
    }

    @Mixin
    private SetupOptions setup = new SetupOptions();

    @Option(names = "--streams", description = "Streams of the replicator's copy.")
    private int streams = 2;

    @Option(names = "--only", split = ",", paramLabel = "PART", description = "Some of: ${COMPLETION-CANDIDATES}.")
    private Set<Part> parts = EnumSet.allOf(Part.class);

    @Option(names = "--rounds", description = "Rounds with and without capture; the median counts.")
    private int rounds = 3;

    @Option(names = "--copy-rounds", description = "Copies by each means; the median counts.")
    private int copyRounds = 1;

    @Option(names = "--drain-rounds", description = "Backlogs; the median counts.")
    private int drainRounds = 1;

    @Option(names = "--tps-seconds", description = "Length of each pgbench run.")
    private int tpsSeconds = 15;

    @Option(names = "--lag-seconds", description = "Length of the load under which the lag is measured.")
    private int lagSeconds = 60;

    /** See {@code --help}. Exit code 0 when every part was measured, 1 otherwise. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new EndToEnd())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        ClientProgram.psql();
        ClientProgram.pgbench();
        Path log = setup.outputFile("replicator.log");
        Files.deleteIfExists(log);
        var failures = new ArrayList<String>();
        var figures = new Figures();
        try (ServerPair servers = setup.startServers()) {
            var bench = new Bench(servers, setup.data(), setup.jar(), log, streams);
            describe(servers, figures);
            load(bench);
            for (Part part : Part.values()) {
                if (parts.contains(part)) {
                    measure(part, bench, figures, failures);
                }
            }
        }
        Path json = setup.outputFile("end-to-end.json");
        figures.print(System.out);
        figures.writeJson(json);
        System.out.println("\nas JSON: " + json);
        failures.forEach(System.out::println);
        return failures.isEmpty() ? 0 : 1;
    }

    private static void measure(Part part, Bench bench, Figures figures, List<String> failures, Measurement how)
            throws InterruptedException {
        try {
            how.measure(bench, figures);
        } catch (HarnessException | SQLException | IOException e) {
            bench.spoil();
            failures.add("NOT MEASURED to the end: " + part + ": " + e.getMessage());
        }
    }

    private void measure(Part part, Bench bench, Figures figures, List<String> failures) throws InterruptedException {
        Measurement how = switch (part) {
            case COPY -> new CopyMeasurement(copyRounds);
            case CAPTURE -> new CaptureMeasurement(setup.clients(), tpsSeconds, rounds);
            case DRAIN -> new DrainMeasurement(drainRounds);
            case VERIFY -> new VerifyMeasurement();
            case LAG -> new LagMeasurement(setup.clients(), lagSeconds, tpsSeconds);
        };
        measure(part, bench, figures, failures, how);
    }

    private static void load(Bench bench) throws SQLException, InterruptedException {
        long start = System.nanoTime();
        bench.data().load(bench.source(), 2);
        System.err.printf("source loaded in %.0f s%n", (System.nanoTime() - start) / 1e9);
    }

    private void describe(ServerPair servers, Figures figures) {
        figures.circumstance(
                "date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        figures.circumstance(
                "machine",
                System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
                        + Runtime.getRuntime().availableProcessors() + " processors");
        figures.circumstance("java", System.getProperty("java.vm.version"));
        servers.description().forEach(figures::circumstance);
        figures.circumstance("data", setup.data().toString());
        figures.circumstance("clients", Integer.toString(setup.clients()));
        figures.circumstance("replicator", ReplicatorJar.HEAP + ", " + streams + " streams");
    }
}
