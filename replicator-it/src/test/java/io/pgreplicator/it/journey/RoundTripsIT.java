package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.it.TcpProxy;
import io.pgreplicator.telemetry.ReplicationListener;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the start of a command costs where the way to the servers is long: connections and round trips are counted, which a
 * loaded machine does not change. The bounds only go down. Through a proxy the first contact holds three connections a side.
 */
@Timeout(600)
class RoundTripsIT {
    private static final int TABLES = 20;
    private static final int STATUS_CONNECTIONS = 6;
    /**
     * 57, of which four ask both gates for the direction, two and two at the same time; and room for a slow machine, where the pool asks
     * once more whether a connection that has waited is alive.
     */
    private static final int STATUS_TRIPS = 60;

    private static final int RUN_CONNECTIONS = 14;
    /** Of them some 30 come after its goal: the definitions and privileges of both sides are compared. */
    private static final int RUN_TRIPS = 326;

    /** The leader reports every second, and the pool asks whether a connection that has waited is alive. */
    private static final int TRIPS_A_SECOND = 4;

    @Test
    void theStatusNeedsFewRoundTrips() throws Exception {
        try (Journey journey = migrated();
                Proxies proxies = new Proxies(journey)) {
            try (Replicator replicator = proxies.open(journey)) {
                assertThat(replicator.status().tables()).hasSize(TABLES);
            }
            proxies.assertAtMost(STATUS_CONNECTIONS, STATUS_TRIPS);
            journey.assertArrived();
        }
    }

    @Test
    void aRunThatResumesNeedsFewRoundTripsToItsGoal() throws Exception {
        try (Journey journey = migrated();
                Proxies proxies = new Proxies(journey)) {
            journey.onSource("INSERT INTO t1 VALUES (2, 'new')");
            long begun = System.nanoTime();
            try (Replicator replicator = proxies.open(journey);
                    Replication replication = replicator.start().endWhenCopied()) {
                replication.await();
            }
            int seconds = 1 + Math.toIntExact(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun));
            proxies.assertAtMost(RUN_CONNECTIONS, RUN_TRIPS + TRIPS_A_SECOND * seconds);
            journey.assertArrived();
        }
    }

    /** Tables that are copied and followed already. */
    private static Journey migrated() throws SQLException, InterruptedException {
        Journey journey = Journey.empty(15, 15);
        for (int i = 1; i <= TABLES; i++) {
            journey.onBoth("CREATE TABLE t" + i + " (id int PRIMARY KEY, v text)");
            journey.onSource("INSERT INTO t" + i + " VALUES (1, 'x')");
        }
        journey.catchUp();
        return journey;
    }

    /** Both databases behind proxies that count. */
    private record Proxies(TcpProxy source, TcpProxy target) implements AutoCloseable {
        Proxies(Journey journey) {
            this(TcpProxy.to(journey.pair.source()), TcpProxy.to(journey.pair.target()));
        }

        Replicator open(Journey journey) {
            return Replicator.open(
                    journey.config()
                            .source(source.through(journey.pair.sourceUri()))
                            .target(target.through(journey.pair.targetUri()))
                            .build(),
                    ReplicationListener.NONE);
        }

        void assertAtMost(int connections, int trips) {
            assertThat(source.accepted() + target.accepted()).as("connections").isLessThanOrEqualTo(connections);
            assertThat(source.roundTrips() + target.roundTrips())
                    .as("round trips")
                    .isLessThanOrEqualTo(trips);
        }

        @Override
        public void close() {
            source.close();
            target.close();
        }
    }
}
