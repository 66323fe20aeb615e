package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.SessionOptions;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.DatabaseDiff;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Leftovers;
import io.pgreplicator.it.Patience;
import io.pgreplicator.it.PgBouncer;
import io.pgreplicator.it.PostgresServer;
import io.pgreplicator.it.ReplicatorProcess;
import io.pgreplicator.it.ServerPool;
import io.pgreplicator.it.SmallSteps;
import io.pgreplicator.it.TcpProxy;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.ReplicationListener;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Connections that are not ours alone. What shares sessions with an application is found out before anything is set in one,
 * by every verb and on both sides; what lends whole sessions and resets them is used.
 */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class PooledConnectionIT {
    private static final String TABLE = "CREATE TABLE item (id int PRIMARY KEY, v text)";

    @ParameterizedTest
    @CsvSource({"transaction, source, 0", "transaction, target, 1", "statement, source, 1", "statement, target, 0"})
    void everyVerbLeavesSharedSessionsAlone(String mode, String side, String roundRobin) throws Exception {
        try (Journey journey = Journey.empty(15, 15);
                PgBouncer bouncer =
                        PgBouncer.start(server(journey.pair, side), mode, Map.of("server_round_robin", roundRobin));
                PooledApplication application = application(bouncer, journey.pair, side)) {
            journey.onBoth(TABLE);
            Map<Integer, String> before = application.sessions();
            ReplicatorConfig config = through(bouncer, journey.pair, side);
            try (Replicator replicator = Replicator.open(config, ReplicationListener.NONE)) {
                List<Finding> findings = replicator.check().findings();
                assertThat(findings)
                        .filteredOn(one -> one.level() == Finding.Level.FAIL)
                        .hasSize(1);
                assertThat(findings).anySatisfy(finding -> {
                    assertThat(finding.subject()).isEqualTo(side);
                    assertThat(finding.message()).contains("connection pooler", "pool_mode = transaction or statement");
                    assertThat(finding.cure()).contains("--" + side, "direct address", "DATABASE_URL");
                });
                everyVerb(replicator).forEach(verb -> assertRejected(verb, side, "connection pooler"));
            }
            assertThat(application.sessions()).isEqualTo(before);
            assertThat(Leftovers.find(journey.source)).isEmpty();
            assertThat(Leftovers.find(journey.target)).isEmpty();
        }
    }

    @Test
    void commandsExitWithThreeAndSayWhere() throws SQLException {
        try (Journey journey = Journey.empty(15, 15);
                PgBouncer bouncer = PgBouncer.start(journey.pair.source(), "transaction", Map.of())) {
            journey.onBoth(TABLE);
            List<String> both = List.of(
                    "--source", bouncer.through(journey.pair.sourceUri()), "--target", journey.pair.targetUri());
            assertThat(command(both, "check", "--json").stdout())
                    .contains("\"ok\":false", "\"subject\":\"source\"", "direct address");
            for (String verb : List.of("run", "status")) {
                assertThat(command(both, verb).stderr())
                        .contains("source postgresql://", "connection pooler", "DATABASE_URL");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"source", "target"})
    void aPoolerInSessionModeThatResetsIsUsedAndWarnedOf(String side) throws Exception {
        try (Journey journey = Journey.empty(15, 15);
                PgBouncer bouncer = PgBouncer.start(server(journey.pair, side), "session", Map.of());
                PooledApplication application = application(bouncer, journey.pair, side)) {
            journey.onBoth(TABLE);
            journey.onSource("INSERT INTO item SELECT n, 'x' FROM generate_series(1, 1000) AS n");
            try (Replicator replicator =
                    Replicator.open(through(bouncer, journey.pair, side), ReplicationListener.NONE)) {
                assertThat(replicator.check().findings())
                        .noneMatch(finding -> finding.level() == Finding.Level.FAIL)
                        .anyMatch(finding -> finding.level() == Finding.Level.WARN
                                && finding.message().contains("session mode"));
                try (Replication replication = replicator.start().endWhenCaughtUp()) {
                    replication.await();
                }
            }
            assertThat(application.sessions().values()).allMatch(PooledApplication.UNTOUCHED::equals);
            try (Connection from = journey.pair.sourceSuperuser();
                    Connection to = journey.pair.targetSuperuser()) {
                DatabaseDiff.compare(from, to).assertIdentical();
            }
        }
    }

    @Test
    void aPoolerThatHandsSessionsOnUnresetIsRejected() throws Exception {
        String side = "source";
        try (Journey journey = Journey.empty(15, 15);
                PgBouncer bouncer =
                        PgBouncer.start(server(journey.pair, side), "session", Map.of("server_reset_query", ""));
                PooledApplication application = application(bouncer, journey.pair, side)) {
            journey.onBoth(TABLE);
            ReplicatorConfig config = builder(bouncer, journey.pair, side)
                    .sessions(new SessionOptions(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(4)))
                    .build();
            try (Replicator replicator = Replicator.open(config, ReplicationListener.NONE)) {
                assertRejected(() -> started(replicator), side, "server_reset_query");
            }
            assertThat(application.sessions().values()).allMatch(PooledApplication.UNTOUCHED::equals);
        }
    }

    @Test
    void aPoolerThatDoesNotTakeTheDriversParametersIsNamed() throws SQLException {
        try (Journey journey = Journey.empty(15, 15);
                PgBouncer bouncer = PgBouncer.start(journey.pair.source(), "transaction", Map.of());
                Replicator replicator = Replicator.open(
                        SmallSteps.config(journey.pair)
                                .source(bouncer.through(journey.pair.sourceUri()) + "?options=-c%20geqo%3Doff")
                                .build(),
                        ReplicationListener.NONE)) {
            assertRejected(() -> started(replicator), "source", "unsupported startup parameter");
        }
    }

    @ParameterizedTest
    @CsvSource({"source", "target"})
    void aLoadBalancerIsRejected(String side) throws SQLException {
        PostgresServer first = ServerPool.source(15);
        PostgresServer second = ServerPool.target(15);
        String name = ServerPool.freshDatabaseName();
        first.createSourceDatabase(name);
        second.createSourceDatabase(name);
        try (DatabasePair pair = DatabasePair.create(first, second);
                TcpProxy balancer = TcpProxy.to(first)) {
            balancer.alternate(first, second);
            String balanced = balancer.through(first.sourceUri(name));
            ReplicatorConfig config = SmallSteps.config(pair)
                    .source(side.equals("source") ? balanced : pair.sourceUri())
                    .target(side.equals("target") ? balanced : pair.targetUri())
                    .build();
            try (Replicator replicator = Replicator.open(config, ReplicationListener.NONE)) {
                assertThat(replicator.check().findings())
                        .anyMatch(finding -> finding.level() == Finding.Level.FAIL
                                && finding.subject().equals(side)
                                && finding.message().contains("several servers")
                                && finding.message().contains(":" + first.port() + " started at")
                                && finding.message().contains(":" + second.port() + " started at"));
                everyVerb(replicator).forEach(verb -> assertRejected(verb, side, "several servers"));
            }
        } finally {
            first.dropDatabase(name);
            second.dropDatabase(name);
        }
    }

    @Test
    void anAddressThatStaysWithOneServerIsNoLoadBalancer() throws SQLException {
        try (Journey journey = Journey.empty(15, 15);
                TcpProxy proxy = TcpProxy.to(journey.pair.source());
                Replicator replicator = Replicator.open(
                        SmallSteps.config(journey.pair)
                                .source(proxy.through(journey.pair.sourceUri()))
                                .build(),
                        ReplicationListener.NONE)) {
            journey.onBoth(TABLE);
            assertThat(replicator.check().findings())
                    .noneMatch(finding -> finding.level() != Finding.Level.PASS
                            && !finding.subject().equals("role heroku_reporter"));
        }
    }

    private static List<ThrowingCallable> everyVerb(Replicator replicator) {
        return List.of(
                replicator::createSchema,
                () -> started(replicator),
                replicator::status,
                replicator::repair,
                replicator::compare,
                replicator::uninstall);
    }

    private static void started(Replicator replicator) throws InterruptedException {
        try (Replication replication = replicator.start().endWhenCaughtUp()) {
            replication.await();
        }
    }

    private static void assertRejected(ThrowingCallable verb, String side, String reason) {
        assertThatThrownBy(verb)
                .isInstanceOfSatisfying(ReplicatorException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.PREFLIGHT_FAILED);
                    assertThat(failure.cure()).contains("--" + side);
                })
                .hasMessageStartingWith("The " + side + " postgresql://")
                .hasMessageContaining(reason)
                .hasMessageContaining("No changes were made");
    }

    private static ReplicatorProcess command(List<String> both, String... verb) {
        var arguments = new ArrayList<>(List.of(verb));
        arguments.addAll(both);
        try (ReplicatorProcess process = ReplicatorProcess.start(arguments.toArray(new String[0]))) {
            assertThat(process.waitFor(Patience.LIMIT)).as("%s", process).isEqualTo(3);
            return process;
        }
    }

    private static PooledApplication application(PgBouncer bouncer, DatabasePair pair, String side)
            throws SQLException {
        return side.equals("source")
                ? new PooledApplication(bouncer.through(pair.sourceUri()), pair.connectSource())
                : new PooledApplication(bouncer.through(pair.targetUri()), pair.connectTarget());
    }

    private static PostgresServer server(DatabasePair pair, String side) {
        return side.equals("source") ? pair.source() : pair.target();
    }

    private static ReplicatorConfig through(PgBouncer bouncer, DatabasePair pair, String side) {
        return builder(bouncer, pair, side).build();
    }

    private static ReplicatorConfig.Builder builder(PgBouncer bouncer, DatabasePair pair, String side) {
        ReplicatorConfig.Builder config = SmallSteps.config(pair);
        return side.equals("source")
                ? config.source(bouncer.through(pair.sourceUri()))
                : config.target(bouncer.through(pair.targetUri()));
    }
}
