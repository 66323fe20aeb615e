package io.pgreplicator.benchmarks.peer;

import io.pgreplicator.benchmarks.server.ClientProgram;
import io.pgreplicator.benchmarks.server.HarnessException;
import io.pgreplicator.benchmarks.server.Login;
import io.pgreplicator.benchmarks.server.Parallel;
import io.pgreplicator.benchmarks.workload.MixedDataSet;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.postgresql.PGConnection;

/** The copy that everybody can do by hand, {@code psql COPY TO | psql COPY FROM}: what ours is held against. Immutable. */
public final class PsqlPipe {
    private final ClientProgram psql = ClientProgram.psql();
    private final Login source;
    private final Login target;

    public PsqlPipe(Login source, Login target) {
        this.source = source;
        this.target = target;
    }

    /** Copies every table of the data set, so many at a time, the largest first. */
    public void copy(int tablesAtATime) throws InterruptedException {
        var tasks = new ArrayList<Callable<Void>>();
        for (String table : MixedDataSet.TABLES) {
            tasks.add(() -> {
                copy(table);
                return null;
            });
        }
        Parallel.run(tablesAtATime, tasks);
    }

    private void copy(String table) throws InterruptedException {
        var sender = psql.command(source, statement("COPY " + table + " TO STDOUT"));
        var receiver = psql.command(target, statement("COPY " + table + " FROM STDIN"));
        sender.redirectError(ProcessBuilder.Redirect.INHERIT);
        receiver.redirectError(ProcessBuilder.Redirect.INHERIT);
        try {
            for (Process process : ProcessBuilder.startPipeline(List.of(sender, receiver))) {
                psql.output(process);
            }
        } catch (IOException e) {
            throw new HarnessException("cannot start psql", e);
        }
    }

    private static List<String> statement(String sql) {
        return List.of("-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", sql);
    }

    /** Bytes of the whole data set in COPY's text form; reads all of it. */
    public long textBytes() throws SQLException, IOException {
        var counter = new CountingStream();
        try (var connection = source.connect()) {
            var copies = connection.unwrap(PGConnection.class).getCopyAPI();
            for (String table : MixedDataSet.TABLES) {
                copies.copyOut("COPY " + table + " TO STDOUT", counter);
            }
        }
        return counter.bytes;
    }

    /** Counts and forgets; confined to one thread. */
    private static final class CountingStream extends OutputStream {
        private long bytes;

        @Override
        public void write(int b) {
            bytes++;
        }

        @Override
        public void write(byte[] buffer, int offset, int length) {
            bytes += length;
        }
    }
}
