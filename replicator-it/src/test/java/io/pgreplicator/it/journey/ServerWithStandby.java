package io.pgreplicator.it.journey;

import io.pgreplicator.it.PostgresServer;
import io.pgreplicator.it.PostgresServers;
import io.pgreplicator.it.TcpProxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * A server with a streaming standby behind one address. The link to the standby can be cut, so that it lags. Confined to one
 * thread.
 */
final class ServerWithStandby implements AutoCloseable {
    final PostgresServer primary;
    final PostgresServer standby;
    private final TcpProxy link;
    private final TcpProxy address;

    ServerWithStandby(Map<String, String> conf) {
        primary = PostgresServers.startRestartable(15, conf);
        link = TcpProxy.to(primary);
        standby = primary.standby(link);
        address = TcpProxy.to(primary);
    }

    /** The URI by the address, which leads to the primary at first and to the standby after {@link #failOver}. */
    String through(String uri) {
        return address.through(uri);
    }

    /** From now on nothing reaches the standby. */
    void lag() {
        link.refuse(true);
        link.cut();
    }

    void failOver() {
        primary.stopImmediately();
        standby.promote();
        address.leadTo(standby);
    }

    /** Waits until the standby has what the primary has now. */
    void awaitStandby() {
        String written = text(primary, "SELECT pg_current_wal_flush_lsn()");
        Awaitility.await()
                .until(() -> text(standby, "SELECT pg_last_wal_replay_lsn() >= '" + written + "'")
                        .equals("t"));
    }

    @Override
    public void close() {
        address.close();
        link.close();
        standby.close();
        primary.close();
    }

    private static String text(PostgresServer server, String sql) {
        try (Connection connection = server.superuser("postgres");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
