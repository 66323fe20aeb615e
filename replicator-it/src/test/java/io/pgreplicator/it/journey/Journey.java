package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.cli.option.PausableReplicator;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.it.DatabaseDiff;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.DiffOptions;
import io.pgreplicator.it.EventPairs;
import io.pgreplicator.it.Leftovers;
import io.pgreplicator.it.SmallSteps;
import io.pgreplicator.it.Workload;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.ReplicationEvent;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.awaitility.Awaitility;

/** A pair of databases with the workload's schema, and how every journey ends. Confined to the test thread. */
final class Journey implements AutoCloseable {
    private static final String LEADER_LOCKS =
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database ="
                    + " (SELECT oid FROM pg_database WHERE datname = current_database())";

    final DatabasePair pair;
    final Connection source;
    final Connection target;
    private final EventPairs events = new EventPairs();

    private Journey(DatabasePair pair) throws SQLException {
        this.pair = pair;
        this.source = pair.connectSource();
        this.target = pair.connectTarget();
    }

    static Journey empty(int sourceMajor, int targetMajor) throws SQLException {
        return new Journey(DatabasePair.create(sourceMajor, targetMajor));
    }

    /** On databases that exist. */
    static Journey on(DatabasePair pair) throws SQLException {
        return new Journey(pair);
    }

    static Journey withWorkload(int sourceMajor, int targetMajor) throws SQLException {
        Journey journey = empty(sourceMajor, targetMajor);
        Workload.createSchema(journey.source);
        Workload.createSchema(journey.target);
        Workload.insertRows(journey.source);
        return journey;
    }

    /** Small chunks, batches, segments and limits, so that few rows go through every path. */
    ReplicatorConfig.Builder config() {
        return SmallSteps.config(pair);
    }

    Replicator open() {
        return open(config());
    }

    /** Notes its events here. */
    Replicator open(ReplicatorConfig.Builder config) {
        return open(config, PausePoint.Hook.NONE);
    }

    /** As {@link #open(ReplicatorConfig.Builder)}; the hook is called at each pause point. */
    Replicator open(ReplicatorConfig.Builder config, PausePoint.Hook hook) {
        return PausableReplicator.open(config.build(), events, hook);
    }

    /** Runs until everything committed before this call is on the target. */
    void catchUp() throws InterruptedException {
        try (Replicator replicator = open()) {
            catchUp(replicator);
        }
    }

    /** The same with a replicator that is open. */
    static void catchUp(Replicator replicator) throws InterruptedException {
        try (Replication replication = replicator.start().endWhenCaughtUp()) {
            replication.await();
        }
    }

    /** What a cutover would find of that name. */
    Finding guardrail(String name, CutoverOptions options) {
        try (Replicator replicator = open()) {
            return replicator.checkCutover(options).findings().stream()
                    .filter(finding -> finding.subject().equals(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Runs until the other side takes writes. */
    void cutOver(CutoverOptions options) throws InterruptedException {
        try (Replicator replicator = open();
                Replication replication = replicator.start().endWhenSwitched(options)) {
            replication.await();
        }
    }

    List<ReplicationEvent> events() {
        return events.events();
    }

    void onSource(String sql) throws SQLException {
        execute(source, sql);
    }

    void onBoth(String sql) throws SQLException {
        execute(source, sql);
        execute(target, sql);
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Until no session has the leader lock of the target: its server may notice late that a process is gone. */
    void awaitNoLeader() throws SQLException {
        try (Connection superuser = pair.targetSuperuser()) {
            Awaitility.await().until(() -> "0".equals(text(superuser, LEADER_LOCKS)));
        }
    }

    /** The first column of the first row. */
    static String text(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    /** Every row equal; then uninstalled with nothing left; and still equal, indexes and constraints among it. */
    void assertArrived() throws SQLException {
        try (Replicator replicator = open()) {
            replicator.uninstall();
        }
        try (Connection from = pair.sourceSuperuser();
                Connection to = pair.targetSuperuser()) {
            DatabaseDiff.compare(from, to, DiffOptions.replicated()).assertIdentical();
            assertThat(Leftovers.find(from)).isEmpty();
            assertThat(Leftovers.find(to)).isEmpty();
        }
    }

    @Override
    public void close() throws SQLException {
        source.close();
        target.close();
        pair.close();
        events.assertPaired();
    }
}
