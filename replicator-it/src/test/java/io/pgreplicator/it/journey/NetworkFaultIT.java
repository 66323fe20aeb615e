package io.pgreplicator.it.journey;

import static io.pgreplicator.telemetry.ReplicationListener.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.it.TcpProxy;
import io.pgreplicator.it.Workload;
import io.pgreplicator.it.WorkloadOptions;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.ReplicationEvent.PhaseStarted;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Connections of either side cut again and again, from the installation on: it goes on by itself and loses nothing. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
class NetworkFaultIT {

    @Test
    void goesOnWhenConnectionsAreCut() throws SQLException, InterruptedException {
        var random = new SplittableRandom(20261122);
        try (Journey journey = Journey.withWorkload(15, 15);
                TcpProxy toSource = TcpProxy.to(journey.pair.source());
                TcpProxy toTarget = TcpProxy.to(journey.pair.target());
                Workload workload = Workload.start(
                        journey.pair.writerUris(), WorkloadOptions.of(5, 4).pausing(Duration.ofMillis(20)))) {
            var config = journey.config()
                    .source(toSource.through(journey.pair.sourceUri()))
                    .target(toTarget.through(journey.pair.targetUri()))
                    .build();
            var begun = new CountDownLatch(1);
            try (Replicator replicator = Replicator.open(config, when(PhaseStarted.class, phase -> begun.countDown()));
                    Replication replication = replicator.start()) {
                // the first contact is not tried again: who gave a wrong address wants to know
                begun.await();
                for (int i = 0; i < 12; i++) {
                    Thread.sleep(1000 + random.nextInt(1000));
                    (random.nextBoolean() ? toSource : toTarget).cut();
                }
                workload.stop();
                replication.awaitCopied();
                replication.awaitCaughtUp();
            }
            journey.assertArrived();
        }
    }

    /** The pool asks its first connection for the isolation level, and keeps what it was told for all others. */
    @Test
    void aPoolGoesOnWhoseFirstConnectionIsLostWhileItIsSetUp() throws SQLException {
        try (Journey journey = Journey.empty(15, 15);
                TcpProxy toSource = TcpProxy.to(journey.pair.source());
                TcpProxy toTarget = TcpProxy.to(journey.pair.target())) {
            for (TcpProxy proxy : List.of(toSource, toTarget)) {
                try (Replicator replicator = journey.open(journey.config()
                        .source(toSource.through(journey.pair.sourceUri()))
                        .target(toTarget.through(journey.pair.targetUri())))) {
                    proxy.loseNextAnswer("SHOW");
                    assertThat(replicator.status().phase()).isEqualTo(Phase.NEW);
                    assertThat(proxy.hasLostAnswer()).isTrue();
                    assertThat(replicator.openTransactions()).isEmpty();
                }
            }
        }
    }
}
