package io.pgreplicator.it.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.cli.option.PausableReplicator;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.SmallSteps;
import io.pgreplicator.telemetry.Finding;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One case at one moment, from two empty databases to the last comparison. Confined to one thread. */
final class CaseRun implements AutoCloseable {
    private final CaseDirectory directory;
    private final CaseProperties properties;
    private final When when;
    private final CaseDatabases databases;
    private final Replicator replicator;
    private volatile CopyGate gate = CopyGate.open();
    private @Nullable RunningReplicator running;

    CaseRun(CaseDirectory directory, VersionPair versions, When when) throws SQLException {
        this.directory = directory;
        this.properties = directory.properties();
        this.when = when;
        this.databases = CaseDatabases.create(directory, versions);
        this.replicator = open();
    }

    private Replicator open() {
        return PausableReplicator.open(
                SmallSteps.config(databases.pair()).tables(properties.tables()).build(),
                event -> {},
                place -> gate.reached(place));
    }

    /** Throws {@link AssertionError}, or the failure of the replicator, unless all goes as the case says. */
    void run() throws SQLException, InterruptedException {
        switch (properties.expect()) {
            case EQUAL -> {
                journey();
                arrive();
            }
            case REFUSED -> {
                assertRefused();
                if (directory.hasCure()) {
                    databases.cure();
                    journey();
                    arrive();
                }
            }
            case STOPS -> {
                assertStops();
                if (directory.hasCure()) {
                    if (properties.uninstall()) {
                        giveUp();
                    }
                    databases.cure();
                    start();
                    arrive();
                } else {
                    giveUp();
                }
            }
        }
    }

    @Override
    public void close() throws SQLException {
        stop();
        replicator.close();
        databases.close();
    }

    /** The replicator is started, and the workload runs at its moment. */
    private void journey() throws SQLException, InterruptedException {
        if (when == When.COPYING) {
            gate = new CopyGate();
            running = RunningReplicator.startHeld(replicator, gate);
        } else {
            start();
            running().awaitCaughtUp();
        }
        for (Step step : directory.workload()) {
            switch (step.session()) {
                case Step.CATCH_UP -> {
                    running().awaitCaughtUp();
                    databases.assertSameRows();
                }
                case Step.RESTART -> {
                    stop();
                    start();
                }
                default -> databases.run(step);
            }
        }
    }

    private void arrive() throws SQLException, InterruptedException {
        running().awaitCaughtUp();
        databases.assertSameRows();
        stop();
        uninstall();
        databases.assertSame();
    }

    private void assertRefused() throws SQLException, InterruptedException {
        // one that is closed before anybody looks for sessions
        try (Replicator checking = open()) {
            assertThat(failures(checking)).as("what the check finds").anySatisfy(finding -> {
                assertThat(finding.subject() + ": " + finding.message()).contains(properties.message());
                assertThat(finding.cure()).contains(properties.cure());
            });
        }
        try (Replication replication = replicator.start().endWhenCaughtUp()) {
            assertFailure(catchThrowableOfType(ReplicatorException.class, replication::await));
        }
        databases.assertNothingLeft();
    }

    private void assertStops() throws SQLException, InterruptedException {
        ReplicatorException failure;
        try {
            journey();
            failure = running().awaitFailure();
        } catch (ReplicatorException e) {
            failure = e;
        }
        assertFailure(failure);
        stop();
    }

    private void assertFailure(@Nullable ReplicatorException failure) {
        assertThat(failure).isNotNull();
        if (failure != null) {
            assertThat(failure).hasMessageContaining(properties.message());
            assertThat(failure.code()).isEqualTo(properties.code());
            if (properties.expect() == Expectation.STOPS) {
                assertThat(failure.cure()).contains(properties.cure());
            }
        }
    }

    private static List<Finding> failures(Replicator replicator) {
        return replicator.check().findings().stream()
                .filter(finding -> finding.level() == Finding.Level.FAIL)
                .toList();
    }

    private void start() {
        gate = CopyGate.open();
        running = RunningReplicator.start(replicator, gate);
    }

    private void stop() {
        if (running != null) {
            running.close();
            running = null;
        }
    }

    private RunningReplicator running() {
        if (running == null) {
            throw new IllegalStateException("no replicator is running");
        }
        return running;
    }

    private void uninstall() throws SQLException {
        replicator.uninstall();
        databases.assertNothingLeft();
    }

    /** Uninstalls what stopped somewhere: changes are lost, and a foreign key may not be satisfied. */
    private void giveUp() throws SQLException {
        try {
            replicator.uninstallForced();
        } catch (ReplicatorException e) {
            assertThat(e.code()).as(e.toString()).isEqualTo(ErrorCode.OBJECTS_OPEN);
        }
        databases.assertNothingLeft();
    }
}
