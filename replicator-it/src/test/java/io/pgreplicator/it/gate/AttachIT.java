package io.pgreplicator.it.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.cli.option.PausableReplicator;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.ReplicationListener;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A partition is attached with the rows that it has, which no trigger sees, while the writes move to the other side. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class AttachIT {
    private static final CutoverOptions PATIENT =
            new CutoverOptions(Duration.ofMinutes(2), Duration.ofSeconds(5), 0, false);

    /** Far longer than it takes from the arming of the gate to the switch when nobody is in the way. */
    private static final long OPEN_MILLIS = 2_000;

    private static final String TABLES = """
            CREATE TABLE split (id int PRIMARY KEY, v int) PARTITION BY RANGE (id);
            CREATE TABLE split_1 PARTITION OF split FOR VALUES FROM (0) TO (100);
            CREATE TABLE middle PARTITION OF split FOR VALUES FROM (100) TO (200) PARTITION BY RANGE (id);
            """;
    private static final String LATE = """
            CREATE TABLE late PARTITION OF split FOR VALUES FROM (200) TO (300);
            CREATE TABLE late_below PARTITION OF middle FOR VALUES FROM (100) TO (200);
            """;
    private static final String ATTACH =
            "BEGIN; CREATE TABLE late (id int PRIMARY KEY, v int); INSERT INTO late VALUES (201, 1);"
                    + " ALTER TABLE split ATTACH PARTITION late FOR VALUES FROM (200) TO (300)";
    private static final String ATTACH_BELOW =
            "BEGIN; CREATE TABLE late_below (id int PRIMARY KEY, v int); INSERT INTO late_below VALUES (101, 1);"
                    + " ALTER TABLE middle ATTACH PARTITION late_below FOR VALUES FROM (100) TO (200)";

    private DatabasePair pair;
    private final CompletableFuture<Void> armed = new CompletableFuture<>();
    private final AtomicReference<CompletableFuture<Void>> attaching = new AtomicReference<>();

    @AfterEach
    void close() {
        pair.close();
    }

    private Replicator open(int major, PausePoint.Hook hook) throws SQLException {
        pair = DatabasePair.create(major, major);
        execute(pair.connectSource(), TABLES + "INSERT INTO split VALUES (1, 1)");
        execute(pair.connectTarget(), TABLES + LATE);
        return PausableReplicator.open(
                ReplicatorConfig.builder()
                        .source(pair.sourceUri())
                        .target(pair.targetUri())
                        .build(),
                ReplicationListener.NONE,
                hook);
    }

    @ParameterizedTest
    @CsvSource({
        "13, false, COMMIT",
        "17, true, COMMIT",
        "13, true, PREPARE TRANSACTION 'attached'",
        "17, false, PREPARE TRANSACTION 'attached'"
    })
    void waitsForWhoHasAttachedOneBefore(int major, boolean below, String end)
            throws SQLException, InterruptedException {
        try (Replicator replicator = open(major, this::noteArmed);
                Replication replication = replicator.start()) {
            replication.awaitCopied();
            attach(pair.connectSource(), below ? ATTACH_BELOW : ATTACH, end);
            replication.endWhenSwitched(PATIENT).await();
            attaching.get().join();
            assertThat(sum(pair.connectTarget())).isEqualTo(2);
        }
    }

    /** It does so when the writers of before are waited for and no table is locked yet. */
    @ParameterizedTest
    @CsvSource({"13, false", "13, true", "17, false", "17, true"})
    void waitsForWhoAttachesOneMeanwhile(int major, boolean below) throws SQLException, InterruptedException {
        PausePoint.Hook hook = place -> {
            noteArmed(place);
            if (place == PausePoint.ROUND_SNAPSHOT && armed.isDone() && attaching.get() == null) {
                Unchecked.run(() -> attach(pair.connectSource(), below ? ATTACH_BELOW : ATTACH, "COMMIT"));
            }
        };
        try (Replicator replicator = open(major, hook);
                Replication replication = replicator.start()) {
            replication.awaitCopied();
            replication.endWhenSwitched(PATIENT).await();
            attaching.get().join();
            assertThat(sum(pair.connectTarget())).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 17})
    void theSameOnTheWayBack(int major) throws SQLException, InterruptedException {
        try (Replicator replicator = open(major, place -> {
            if (attaching.get() != null) {
                noteArmed(place);
            }
        })) {
            try (Replication replication = replicator.start()) {
                replication.awaitCopied();
                replication.endWhenSwitched(PATIENT).await();
            }
            try (Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                execute(pair.connectSource(), "CREATE TABLE later PARTITION OF split FOR VALUES FROM (300) TO (400)");
                attach(
                        pair.connectTarget(),
                        ATTACH.replace("late", "later")
                                .replace("201", "301")
                                .replace("(200) TO (300)", "(300) TO (400)"),
                        "COMMIT");
                replication.endWhenSwitched(PATIENT.goingBack()).await();
                attaching.get().join();
                assertThat(sum(pair.connectSource())).isEqualTo(2);
            }
        }
    }

    /** It waits for the locks of the cutover, and happens on the former side. */
    @ParameterizedTest
    @ValueSource(ints = {14, 17})
    void isNotInTheWayOfAConcurrentDetach(int major) throws SQLException, InterruptedException {
        PausePoint.Hook hook = place -> {
            if (place == PausePoint.GATE_CLOSED && attaching.get() == null) {
                attaching.set(CompletableFuture.runAsync(() -> Unchecked.run(() ->
                        execute(pair.connectSource(), "ALTER TABLE split DETACH PARTITION split_1 CONCURRENTLY"))));
                Awaitility.await()
                        .until(() -> number(
                                                pair.connectSource(),
                                                "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'split'::regclass")
                                        == 1
                                || attaching.get().isDone());
            }
        };
        try (Replicator replicator = open(major, hook);
                Replication replication = replicator.start()) {
            replication.awaitCopied();
            replication.endWhenSwitched(PATIENT).await();
            attaching.get().join();
            assertThat(sum(pair.connectTarget())).isEqualTo(1);
        }
    }

    private void noteArmed(PausePoint place) {
        if (place == PausePoint.GATE_ARMED) {
            armed.complete(null);
        }
    }

    /** Attaches it in a transaction that is open, or prepared, until some time after the gate was armed. */
    private void attach(Connection application, String attach, String end) throws SQLException {
        try (Statement statement = application.createStatement()) {
            statement.execute(attach);
            if (!end.equals("COMMIT")) {
                statement.execute(end);
            }
        }
        String last = end.replace("PREPARE TRANSACTION", "COMMIT PREPARED");
        attaching.set(armed.thenRunAsync(
                () -> Unchecked.run(() -> execute(application, last)),
                CompletableFuture.delayedExecutor(OPEN_MILLIS, TimeUnit.MILLISECONDS)));
    }

    private static long sum(Connection database) throws SQLException {
        return number(database, "SELECT sum(v) FROM split");
    }

    private static long number(Connection database, String query) throws SQLException {
        try (database;
                Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void execute(Connection database, String sql) throws SQLException {
        try (database;
                Statement statement = database.createStatement()) {
            statement.execute(sql);
        }
    }
}
