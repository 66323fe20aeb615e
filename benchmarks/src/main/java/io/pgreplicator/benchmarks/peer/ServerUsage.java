package io.pgreplicator.benchmarks.peer;

import io.pgreplicator.benchmarks.server.HarnessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The processor time of a PostgreSQL server on this machine: of its postmaster and all backends, ended ones too. Stateless. */
public final class ServerUsage {
    private ServerUsage() {}

    /**
     * Seconds since the server was started. Throws {@link HarnessException} where its processes cannot be seen, as in a container.
     *
     * @param superuser a connection of the superuser to that server
     */
    public static double cpuSeconds(Connection superuser) throws SQLException {
        long postmaster = postmaster(superuser);
        try {
            String stat = Files.readString(stat(postmaster));
            double seconds = ProcessUsage.cpuSeconds(stat) + ProcessUsage.endedChildrenSeconds(stat);
            for (ProcessHandle child :
                    ProcessHandle.of(postmaster).orElseThrow().children().toList()) {
                seconds += secondsOfChild(child.pid());
            }
            return seconds;
        } catch (IOException e) {
            throw new HarnessException("the server's processes cannot be seen on this machine", e);
        }
    }

    private static double secondsOfChild(long pid) throws IOException {
        try {
            return ProcessUsage.cpuSeconds(Files.readString(stat(pid)));
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private static Path stat(long pid) {
        return Path.of("/proc", Long.toString(pid), "stat");
    }

    private static long postmaster(Connection superuser) throws SQLException {
        try (Statement statement = superuser.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)")) {
            row.next();
            return Long.parseLong(row.getString(1).strip());
        }
    }
}
