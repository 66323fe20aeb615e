package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.cli.option.PausableReplicator;
import io.pgreplicator.config.ByteSize;
import io.pgreplicator.config.CopyOptions;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.EventPairs;
import io.pgreplicator.it.PostgresServer;
import io.pgreplicator.it.ServerPool;
import io.pgreplicator.it.SmallSteps;
import io.pgreplicator.runtime.PausePoint;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * A source with a streaming standby behind one address, a target, and tables {@code t} (100 narrow rows) and {@code u} (1000
 * wide ones) on both. The link to the standby can be cut, so that it lags. Confined to the test, but for the events.
 */
final class SourceWithStandby implements AutoCloseable {
    private static final String TABLES =
            "CREATE TABLE t (id int PRIMARY KEY, v int); CREATE TABLE u (id int PRIMARY KEY, v text)";

    final PostgresServer primary;
    final DatabasePair pair;
    private final ServerWithStandby servers;
    private final EventPairs events = new EventPairs();

    SourceWithStandby() throws SQLException {
        servers = new ServerWithStandby(Map.of("wal_writer_delay", "10s"));
        primary = servers.primary;
        pair = DatabasePair.create(primary, ServerPool.target(15));
        onPrimary(TABLES);
        onTarget(TABLES);
        onPrimary("INSERT INTO t SELECT g, 0 FROM generate_series(1, 100) AS g;"
                + " INSERT INTO u SELECT g, repeat(md5(g::text), 20) FROM generate_series(1, 1000) AS g");
    }

    /** A replicator that knows the address, not the servers; one stream, for an order of chunks to rely on. */
    Replicator open(PausePoint.Hook hook) {
        var config = SmallSteps.config(pair)
                .source(sourceUri())
                .copy(new CopyOptions(1, ByteSize.ofKilobytes(64), 1, ByteSize.ofMegabytes(16)));
        return PausableReplicator.open(config.build(), events, hook);
    }

    String sourceUri() {
        return servers.through(pair.sourceUri());
    }

    /** What the replicators told. */
    EventPairs events() {
        return events;
    }

    /** From now on nothing reaches the standby. */
    void lag() {
        servers.lag();
    }

    void failOver() {
        servers.failOver();
    }

    void awaitStandby() {
        servers.awaitStandby();
    }

    /** The standby, which was promoted, and the target. */
    DatabasePair afterwards() {
        return new DatabasePair(servers.standby, pair.sourceDatabase(), pair.target(), pair.targetDatabase());
    }

    void onPrimary(String... statements) throws SQLException {
        try (Connection connection = pair.connectSource()) {
            for (String sql : statements) {
                Journey.execute(connection, sql);
            }
        }
    }

    void onStandby(String sql) throws SQLException {
        try (Connection connection = afterwards().connectSource()) {
            Journey.execute(connection, sql);
        }
    }

    /** The first column of the first row, zero when there is none. */
    long onTarget(String sql) throws SQLException {
        try (Connection connection = pair.connectTarget();
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return 0;
            }
            try (ResultSet row = statement.getResultSet()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    static void assertWentBack(Replication replication) {
        assertFails(ErrorCode.SOURCE_WENT_BACK, "--repair", replication::await);
    }

    static void assertFails(ErrorCode code, String said, ThrowingCallable work) {
        assertThatThrownBy(work).isInstanceOfSatisfying(ReplicatorException.class, known -> {
            assertThat(known.code()).as(String.valueOf(known)).isEqualTo(code);
            assertThat(known.getMessage() + known.cure()).contains(said);
        });
    }

    /** Repairs while the promoted standby is written to, follows, and ends as every journey. */
    void repairAndArrive() throws SQLException, InterruptedException {
        repairAndGoOn();
        assertArrived();
    }

    /** The end of a journey from the standby to the target. */
    void assertArrived() throws SQLException {
        try (Journey after = Journey.on(afterwards())) {
            after.assertArrived();
        }
    }

    void repairAndGoOn() throws SQLException, InterruptedException {
        try (Replicator replicator = open(PausePoint.Hook.NONE)) {
            try (StandbyWriter writer = new StandbyWriter(afterwards())) {
                replicator.repair();
                try (Replication replication = replicator.start()) {
                    replication.awaitCaughtUp();
                }
                assertThat(writer.transactions()).isPositive();
            }
            try (Replication replication = replicator.start().endWhenCaughtUp()) {
                replication.await();
            }
        }
    }

    @Override
    public void close() {
        servers.close();
        pair.target().dropDatabase(pair.targetDatabase());
        events.assertPaired();
    }
}
