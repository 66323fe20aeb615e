package io.pgreplicator.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.cli.option.PausableReplicator;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.DatabaseDiff;
import io.pgreplicator.it.Leftovers;
import io.pgreplicator.it.Workload;
import io.pgreplicator.it.WorkloadOptions;
import io.pgreplicator.runtime.PausePoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One migration from its installation to its removal in which one fault strikes once at each of some places, under writers.
 * At the end both databases are equal and nothing is left. Thread-safe where the replicator's threads call it.
 */
final class FaultCourse {
    private static final int MOST_STARTS = 60;
    /** A user may be told these and start again; anything else is a fault of ours. */
    private static final Set<ErrorCode> HONEST =
            EnumSet.of(ErrorCode.SOURCE_UNREACHABLE, ErrorCode.TARGET_UNREACHABLE, ErrorCode.LEADER_RUNNING);

    private final Fault fault;
    private final Site site;
    private final Set<PausePoint> places;
    private final Map<PausePoint, String> outcomes = new LinkedHashMap<>();
    private @Nullable PausePoint last;
    private long struckNanos;

    FaultCourse(Fault fault, Site site, Set<PausePoint> places) {
        this.fault = fault;
        this.site = site;
        this.places = Set.copyOf(places);
    }

    /** Runs it; what became of the fault at each place, in the order of the work. */
    Map<PausePoint, String> run(long seed) throws SQLException, InterruptedException {
        try (Workload workload = Workload.start(
                site.pair.writerUris(), WorkloadOptions.of(seed, 3).pausing(Duration.ofMillis(50)))) {
            repeat(() -> follow(workload));
        }
        repeat(this::uninstall);
        site.takeAwayFaults();
        try (Connection from = site.pair.sourceSuperuser();
                Connection to = site.pair.targetSuperuser()) {
            DatabaseDiff.compare(from, to, fault.compared()).assertIdentical();
            assertThat(Leftovers.find(from)).isEmpty();
            assertThat(Leftovers.find(to)).isEmpty();
        }
        return outcomes;
    }

    private void follow(Workload workload) throws SQLException, InterruptedException {
        try (Replicator replicator = open();
                Replication replication = replicator.start()) {
            replication.awaitCopied();
            for (int i = 0; i < 2; i++) {
                site.changeMuch();
                replication.awaitCaughtUp();
                site.settle();
            }
            workload.stop();
            replication.awaitCaughtUp();
            site.changeLittle();
            replication.awaitCaughtUp();
            site.settle();
        }
    }

    private void uninstall() {
        try (Replicator replicator = open()) {
            replicator.uninstall();
        }
    }

    private Replicator open() {
        return PausableReplicator.open(site.config().build(), event -> {}, this::reached);
    }

    /** A command of the user. */
    private interface Command {
        void run() throws SQLException, InterruptedException;
    }

    /** Gives the command again as a user would who was told that it stopped. */
    private void repeat(Command command) throws SQLException, InterruptedException {
        for (int start = 1; ; start++) {
            try {
                command.run();
                return;
            } catch (ReplicatorException | SQLException e) {
                stopped(e);
                assertThat(start).as("starts; last: " + e).isLessThan(MOST_STARTS);
                site.settle();
                Thread.sleep(500);
            }
        }
    }

    private synchronized void stopped(Exception failure) {
        if (failure instanceof ReplicatorException known) {
            assertThat(HONEST).as(known.toString()).contains(known.code());
            assertThat(known.cure()).isNotEmpty();
            if (last != null) {
                outcomes.computeIfPresent(last, (place, before) -> "stopped: " + known.code());
            }
        }
    }

    /** Strikes at each of the places once; the next place that is reached tells how long it took to go on. */
    private synchronized void reached(PausePoint place) {
        if (last != null && outcomes.getOrDefault(last, "").isEmpty()) {
            outcomes.put(last, "%.1f s".formatted((System.nanoTime() - struckNanos) / 1e9));
        }
        if (places.contains(place) && !outcomes.containsKey(place)) {
            outcomes.put(place, "");
            last = place;
            struckNanos = System.nanoTime();
            try {
                fault.strike(site);
            } catch (SQLException e) {
                throw new IllegalStateException("the fault could not be made to happen", e);
            }
        }
    }
}
