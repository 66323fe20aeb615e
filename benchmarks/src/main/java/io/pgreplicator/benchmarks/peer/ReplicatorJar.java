package io.pgreplicator.benchmarks.peer;

import io.pgreplicator.benchmarks.server.HarnessException;
import io.pgreplicator.benchmarks.server.Login;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line under test: which jar, between which databases, and where its output goes. Immutable.
 *
 * @param jar the runnable jar
 * @param source where it reads
 * @param target where it writes
 * @param options further flags of every `run`
 * @param log the file that every process appends its output to
 */
public record ReplicatorJar(Path jar, Login source, Login target, List<String> options, Path log) {
    /** What the replicator must do with, whatever the size of the data. */
    public static final String HEAP = "-Xmx256m";

    public ReplicatorJar {
        if (!Files.isRegularFile(jar)) {
            throw new HarnessException("no replicator at " + jar + "; build it with `mvn -q -DskipTests package`"
                    + " in the repository's root, or name it with --jar");
        }
    }

    /** Starts `run` with such flags and returns at once. */
    public ReplicatorProcess run(String... flags) {
        var line = commandLine("run");
        line.addAll(options);
        line.addAll(List.of(flags));
        return start(line);
    }

    /** Starts `verify --rows` with such flags and returns at once; it succeeds when every row is equal. */
    public ReplicatorProcess verifyRows(String... flags) {
        var line = commandLine("verify");
        line.add("--rows");
        line.addAll(List.of(flags));
        return start(line);
    }

    /** Removes everything of the replicator's from both sides, whatever was not carried. Blocks. */
    public void uninstall() throws InterruptedException {
        var line = commandLine("uninstall");
        line.add("--force");
        start(line).awaitSuccess();
    }

    private List<String> commandLine(String verb) {
        var line = new ArrayList<String>();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        line.addAll(List.of(java, HEAP, "-jar", jar.toString(), verb));
        line.addAll(List.of("--source", source.uri(), "--target", target.uri()));
        return line;
    }

    private ReplicatorProcess start(List<String> line) {
        var builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        long logBytesBefore = log.toFile().length();
        try {
            return new ReplicatorProcess(builder.start(), log, logBytesBefore);
        } catch (IOException e) {
            throw new HarnessException("cannot start the replicator", e);
        }
    }
}
