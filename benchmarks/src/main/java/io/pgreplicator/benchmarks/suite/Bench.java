package io.pgreplicator.benchmarks.suite;

import io.pgreplicator.benchmarks.peer.ProcessUsage;
import io.pgreplicator.benchmarks.peer.ReplicatorJar;
import io.pgreplicator.benchmarks.peer.ReplicatorProcess;
import io.pgreplicator.benchmarks.server.HarnessException;
import io.pgreplicator.benchmarks.server.Login;
import io.pgreplicator.benchmarks.server.ServerPair;
import io.pgreplicator.benchmarks.workload.MixedDataSet;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * Two servers with the data set, and how far the replicator has come between them; brings them into the state that a
 * measurement starts from. Confined to one thread.
 */
final class Bench {
    private final ServerPair servers;
    private final MixedDataSet data;
    private final Path jar;
    private final Path log;
    private final int streams;
    private boolean used;
    private boolean copied;

    Bench(ServerPair servers, MixedDataSet data, Path jar, Path log, int streams) {
        this.servers = servers;
        this.data = data;
        this.jar = jar;
        this.log = log;
        this.streams = streams;
    }

    ServerPair servers() {
        return servers;
    }

    MixedDataSet data() {
        return data;
    }

    Login source() {
        return servers.source();
    }

    Login target() {
        return servers.target();
    }

    int streams() {
        return streams;
    }

    /** Throws {@link HarnessException} when it is not built. */
    ReplicatorJar replicator() {
        return new ReplicatorJar(jar, source(), target(), List.of("--set", "copy.streams=" + streams), log);
    }

    /** No object of the replicator's on either side, and the data set's tables empty on the target. */
    void freshTarget() throws SQLException, InterruptedException {
        if (used) {
            replicator().uninstall();
            used = false;
        }
        copied = false;
        data.createSchema(target());
    }

    /** Copies everything onto a fresh target and returns the process, which has ended. */
    Copied copy() throws SQLException, InterruptedException {
        freshTarget();
        servers.checkpoint();
        used = true;
        ReplicatorProcess process = replicator().run("--until", "copied");
        double seconds = process.awaitSuccess();
        copied = true;
        return new Copied(seconds, process.usage());
    }

    /** What a copy took. Immutable. */
    record Copied(double seconds, ProcessUsage usage) {}

    /** Capture is installed and every table copied; no replicator runs. */
    void ensureCopied() throws SQLException, InterruptedException {
        if (!copied) {
            copy();
        }
    }

    /** Applies what is captured, to the end, and returns how long the process ran. */
    double catchUp() throws SQLException, InterruptedException {
        ensureCopied();
        return replicator().run("--until", "caught-up").awaitSuccess();
    }

    /** The capture has gaps, or nobody knows: the next measurement begins with a fresh copy. */
    void spoil() {
        copied = false;
    }
}
