package io.pgreplicator.benchmarks.suite;

import io.pgreplicator.benchmarks.server.ServerPair;
import io.pgreplicator.benchmarks.workload.MixedDataSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which servers, which data, which jar: the flags that every program here has. Confined to one thread. */
public final class SetupOptions {
    /** The writers', the replicator's and the harness' own. */
    private static final int OTHER_CONNECTIONS = 92;

    @Option(names = "--scale", description = "pgbench's scale: 100 000 accounts each.")
    private int scale = 50;

    @Option(names = "--factor", description = "How much of 2 million events and 1 million memberships.")
    private double factor = 1;

    @Option(names = "--seed", description = "What the rows are made from.")
    private long seed = 20_260_101;

    @Option(names = "--clients", description = "Clients of pgbench.")
    private int clients = 8;

    @Option(names = "--source-major", description = "Major version of the source's server.")
    private int sourceMajor = 15;

    @Option(names = "--target-major", description = "Major version of the target's server.")
    private int targetMajor = 15;

    @Option(
            names = "--provider",
            description = "Where servers come from: docker, embedded, installed, or auto for the first that works."
                    + " Unless given: installed where both versions are, else auto.")
    private String provider = "";

    @Option(names = "--jar", description = "The replicator.")
    private Path jar = Path.of("replicator-cli", "target", "replicator.jar");

    @Option(names = "--output", description = "Folder for logs and results.")
    private Path output = Path.of("benchmarks", "target", "results");

    public MixedDataSet data() {
        return new MixedDataSet(scale, factor, seed);
    }

    public long seed() {
        return seed;
    }

    public int clients() {
        return clients;
    }

    public Path jar() {
        return jar.toAbsolutePath();
    }

    /** Two servers that let every client in. */
    public ServerPair startServers() {
        return startServers(Map.of("max_connections", Integer.toString(clients + OTHER_CONNECTIONS)));
    }

    /** Two servers with further settings. */
    public ServerPair startServers(Map<String, String> settings) {
        return ServerPair.start(sourceMajor, targetMajor, chosenProvider(), settings);
    }

    /** A file in the folder for results, which is made if need be. */
    public Path outputFile(String name) throws IOException {
        return Files.createDirectories(output).resolve(name);
    }

    private String chosenProvider() {
        if (!provider.isEmpty()) {
            return provider;
        }
        return installed(sourceMajor) && installed(targetMajor) ? "installed" : "auto";
    }

    private static boolean installed(int major) {
        return Files.isExecutable(Path.of("/usr/lib/postgresql", Integer.toString(major), "bin", "postgres"));
    }
}
