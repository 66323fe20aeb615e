package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.Until;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.TcpProxy;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A former leader that does not know it wakes up with older rows in its hands: none of them reaches the target. */
@Timeout(300)
class FenceIT {

    @Test
    void aFormerLeaderCannotWriteOlderRowsOverNewerOnes() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15);
                TcpProxy network = TcpProxy.to(journey.pair.target())) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v int)");
            journey.onSource("INSERT INTO t SELECT g, 0 FROM generate_series(1, 2000) AS g");
            journey.catchUp();
            journey.onSource("UPDATE t SET v = 1");
            var holding = new CountDownLatch(1);
            var released = new CountDownLatch(1);
            var config = journey.config()
                    .target(network.through(journey.pair.targetUri()))
                    .pausePoint(name -> {
                        if (name.equals("round.before-batch")) {
                            holding.countDown();
                            await(released);
                        }
                    });
            try (Replicator former = Replicator.open(config.build(), event -> {});
                    Replication zombie = former.start(Until.STOPPED)) {
                try {
                    holding.await();
                    network.refuse(true);
                    network.cut();
                    leadInstead(journey, network, released, zombie);
                } finally {
                    released.countDown();
                }
            }
            journey.assertArrived();
        }
    }

    private static void leadInstead(Journey journey, TcpProxy network, CountDownLatch released, Replication zombie)
            throws SQLException, InterruptedException {
        try (Replicator next = journey.open();
                Replication leader = next.start(Until.STOPPED)) {
            leader.awaitCaughtUp();
            journey.onSource("UPDATE t SET v = 2");
            leader.awaitCaughtUp();
            network.refuse(false);
            released.countDown();
            assertThatThrownBy(zombie::await)
                    .isInstanceOfSatisfying(
                            ReplicatorException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.LEADER_RUNNING));
            leader.awaitCaughtUp();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
