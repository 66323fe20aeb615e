package io.pgreplicator.benchmarks.workload;

import io.pgreplicator.benchmarks.server.ClientProgram;
import io.pgreplicator.benchmarks.server.HarnessException;
import io.pgreplicator.benchmarks.server.Login;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs pgbench's own tables and its TPC-B-like load through the installed program. Immutable. */
public final class Pgbench {
    private static final Pattern TPS = Pattern.compile("^tps = ([0-9.]+)", Pattern.MULTILINE);

    private final ClientProgram program = ClientProgram.pgbench();

    /** Creates the empty tables without keys, the same on a source and on a target. */
    public void createTables(Login login, int scale) throws InterruptedException {
        program.run(login, List.of("-i", "-q", "-I", "dt", "-s", Integer.toString(scale)));
    }

    /** Fills the tables on the server's side. */
    public void fill(Login login, int scale) throws InterruptedException {
        program.run(login, List.of("-i", "-q", "-I", "G", "-s", Integer.toString(scale)));
    }

    /** Runs the load to its end and reports its transactions per second. Blocks for {@code seconds}. */
    public double tps(Login login, int clients, int seconds) throws InterruptedException {
        Process process = start(login, clients, seconds, 0);
        try {
            return tps(program.output(process));
        } finally {
            process.destroy();
        }
    }

    /**
     * Starts the load; both streams come as standard output of the process, which the caller ends or waits for.
     *
     * @param ratePerSecond transactions per second to hold, or 0 for as many as possible
     */
    public Process start(Login login, int clients, int seconds, int ratePerSecond) {
        var arguments = new ArrayList<>(List.of("-n", "-c", Integer.toString(clients)));
        arguments.addAll(List.of("-j", Integer.toString(Math.min(clients, 2)), "-T", Integer.toString(seconds)));
        if (ratePerSecond > 0) {
            arguments.addAll(List.of("-R", Integer.toString(ratePerSecond)));
        }
        try {
            return program.command(login, arguments).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new HarnessException("cannot start pgbench", e);
        }
    }

    /** Waits for a started load; its transactions per second. Throws {@link HarnessException} when it failed. */
    public double await(Process process) throws InterruptedException {
        return tps(program.output(process));
    }

    private static double tps(String report) {
        Matcher matcher = TPS.matcher(report);
        if (!matcher.find()) {
            throw new HarnessException("pgbench did not report its tps:\n" + report);
        }
        return Double.parseDouble(matcher.group(1));
    }
}
