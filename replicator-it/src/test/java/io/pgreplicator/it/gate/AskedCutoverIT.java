package io.pgreplicator.it.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Places;
import io.pgreplicator.it.ReplicatorProcess;
import io.pgreplicator.it.Today;
import io.pgreplicator.runtime.PausePoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A replicator that runs does the cutover that another process asks for, tells how it ended, and goes on. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class AskedCutoverIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    private DatabasePair pair;

    @BeforeEach
    void create() throws SQLException {
        pair = RecordingClients.databases(15, 16);
    }

    @AfterEach
    void close() {
        pair.close();
    }

    @Test
    void theRunningReplicatorGoesThereAndBackAndRunsTheHookOnce() throws SQLException, IOException {
        Path page = directory.resolve("cutover.html");
        try (RecordingClients clients = RecordingClients.moving(pair, 6);
                ReplicatorProcess daemon = follow(Map.of())) {
            clients.awaitMore(50);
            assertThat(cutover(
                            0, "--rehearse", "3", "--deadline", "1min", "--json", "--on-switch", "echo must not run"))
                    .contains("\"outcome\":\"rehearsed\"", "\"hook\":null")
                    .doesNotContain("must not run");

            String switched = cutover(
                    0,
                    "--json",
                    "--deadline",
                    "1min",
                    "--report",
                    page.toString(),
                    "--on-switch",
                    "echo \"to $REPLICATOR_NEW_PORT from $REPLICATOR_OLD_PORT as $REPLICATOR_NEW_URI\"");

            assertThat(switched)
                    .contains("\"outcome\":\"switched\"", "\"exit\":0")
                    .contains("to " + port(pair.targetUri()) + " from " + port(pair.sourceUri()) + " as postgresql://");
            assertThat(Files.readString(page)).contains("<h1>Cutover from postgresql://", ">switched<", "Guardrails");
            clients.awaitMore(50);
            assertThat(daemon.isAlive()).as(daemon.toString()).isTrue();
            assertThat(cutover(0, "--json")).contains("\"outcome\":\"switched\"", "\"write_pause_ms\":null");

            assertThat(cutover(
                            1,
                            "--back",
                            "--deadline",
                            "1min",
                            "--json",
                            "--on-switch",
                            "echo password=$REPLICATOR_NEW_PASSWORD; exit 3"))
                    .contains("\"reverse\":true", "\"outcome\":\"switched\"", "\"exit\":3", "password=***");
            clients.awaitMore(50);
            assertThat(daemon.isAlive()).as(daemon.toString()).isTrue();
            daemon.terminate();
            assertThat(daemon.waitFor(LIMIT)).as(daemon.toString()).isZero();
            assertOnSource(clients);
        }
    }

    /** A hook that hangs is ended; what it has printed is told. */
    @Test
    void aHookThatHangsIsEnded() {
        try (ReplicatorProcess daemon = follow(Map.of())) {
            assertThat(cutover(1, "--json", "--on-switch", "echo begun; sleep 600", "--on-switch-timeout", "300ms"))
                    .contains("\"outcome\":\"switched\"", "\"exit\":null", "begun\\n");
            assertThat(daemon.isAlive()).as(daemon.toString()).isTrue();
        }
    }

    /** Whoever asked is told that it is not known; the same command ends what was begun. */
    @ParameterizedTest
    @MethodSource("places")
    void theNextCommandEndsWhatAKilledReplicatorHasBegun(PausePoint place) throws SQLException, InterruptedException {
        Path reached = directory.resolve("reached");
        try (RecordingClients clients = RecordingClients.moving(pair, 6)) {
            try (ReplicatorProcess daemon = follow(Map.of("replicator.pause-at", place + ":" + reached));
                    ReplicatorProcess asking = start("--max-pause", "700ms", "--deadline", "2min")) {
                Awaitility.await().until(() -> Files.exists(reached));
                daemon.kill9();
                assertThat(asking.waitFor(LIMIT)).as(asking.toString()).isEqualTo(8);
                assertThat(asking.stderr()).contains("outcome is not known here", "Run the same command again");
            }
            assertThat(cutover(0, "--json", "--deadline", "2min")).contains("\"outcome\":\"switched\"");
            clients.awaitMore(50);
            assertThat(cutover(0, "--back", "--json", "--deadline", "2min")).contains("\"outcome\":\"switched\"");
            assertOnSource(clients);
        }
    }

    /** Whoever asked a replicator that dies does not take the next one for it. */
    @Test
    void theNextReplicatorEndsTheRecordOfWhatItDoesNotKnow() throws SQLException {
        try (Connection writer = pair.connectSource()) {
            writer.setAutoCommit(false);
            try (ReplicatorProcess daemon = follow(Map.of());
                    Statement statement = writer.createStatement()) {
                statement.execute("INSERT INTO noted VALUES (-1, 0)");
                try (ReplicatorProcess asking = start("--deadline", "1min", "--max-pause", "300ms")) {
                    Awaitility.await().until(() -> count("") == 1);
                    daemon.kill9();
                    try (ReplicatorProcess next = follow(Map.of())) {
                        assertThat(asking.waitFor(LIMIT)).as(asking.toString()).isEqualTo(8);
                        assertThat(count("WHERE failure = 'NO_LEADER' AND NOT switched"))
                                .isEqualTo(1);
                        assertThat(next.isAlive()).as(next.toString()).isTrue();
                    }
                }
            }
        }
    }

    /** What stopped in the middle of the way back is ended, and nothing else is done: nobody asked for one more turn. */
    @Test
    void aCutoverTheOtherWayIsEndedAndNoOtherIsBegun() throws SQLException {
        Path reached = directory.resolve("reached");
        try (RecordingClients clients = RecordingClients.moving(pair, 6)) {
            assertThat(cutover(0, "--json", "--deadline", "2min")).contains("\"outcome\":\"switched\"");
            try (ReplicatorProcess back = ReplicatorProcess.start(
                    arguments("cutover", "--back", "--deadline", "2min"),
                    Map.of("replicator.pause-at", PausePoint.SWITCH_COMMITTED + ":" + reached),
                    Map.of())) {
                Awaitility.await().until(() -> Files.exists(reached));
                back.kill9();
            }
            try (ReplicatorProcess again = start("--on-switch", "echo must not run", "--json")) {
                assertThat(again.waitFor(LIMIT)).as(again.toString()).isEqualTo(3);
                assertThat(again.stderr())
                        .contains("it has ended now: applications write to the source")
                        .doesNotContain("must not run", "This is about the way back");
                assertThat(again.stdout()).isEmpty();
            }
            clients.awaitMore(50);
            assertOnSource(clients);
        }
    }

    @Test
    void thereIsNoWayBackWithoutAMigration() {
        try (ReplicatorProcess back = start("--back", "--on-switch", "echo must not run")) {
            assertThat(back.waitFor(LIMIT)).as(back.toString()).isEqualTo(3);
            assertThat(back.stderr())
                    .contains("There is no cutover to return from")
                    .doesNotContain("must not run");
        }
    }

    /** The answer to what was sent is lost: the replicator does it all the same, and its outcome is told. */
    @Test
    void aLostConnectionDoesNotLoseTheOutcome() throws SQLException {
        try (ReplicatorProcess daemon = follow(Map.of())) {
            daemon.signal("STOP");
            try (ReplicatorProcess asking = start("--json", "--deadline", "1min")) {
                Awaitility.await()
                        .until(() -> onTarget("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                                        + " WHERE query LIKE '%outcome = ''done'', answer FROM replicator.command WHERE%'"
                                        + " AND pid <> pg_backend_pid()")
                                > 0);
                daemon.signal("CONT");
                assertThat(asking.waitFor(LIMIT)).as(asking.toString()).isZero();
                assertThat(asking.stdout()).contains("\"outcome\":\"switched\"");
            }
            assertThat(daemon.isAlive()).as(daemon.toString()).isTrue();
        }
    }

    /** A replicator that has lost its lock for a moment takes it again: nobody takes its place meanwhile. */
    @Test
    void aReplicatorThatHasLostItsLockIsAsked() throws SQLException {
        try (ReplicatorProcess daemon = follow(Map.of())) {
            daemon.signal("STOP");
            onTarget("SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND granted"
                    + " AND mode = 'ExclusiveLock' AND objsubid = 1"
                    + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
            try (ReplicatorProcess asking = start("--json", "--deadline", "1min")) {
                Awaitility.await()
                        .pollDelay(Duration.ofSeconds(4))
                        .until(() -> onTarget("SELECT count(*) FROM replicator.leader_epoch") == 1);
                daemon.signal("CONT");
                assertThat(asking.waitFor(LIMIT)).as(asking.toString()).isZero();
                assertThat(asking.stderr()).contains("the running replicator does the cutover");
            }
            assertThat(daemon.isAlive()).as(daemon.toString()).isTrue();
        }
    }

    /** A signal after the switch changes neither what is said of it nor the exit code. */
    @Test
    void aSignalWhileTheHookRunsComesTooLate() {
        Path begun = directory.resolve("begun");
        try (ReplicatorProcess daemon = follow(Map.of());
                ReplicatorProcess asking =
                        start("--json", "--deadline", "1min", "--on-switch", "touch " + begun + "; sleep 2; exit 3")) {
            Awaitility.await().atMost(LIMIT).until(() -> Files.exists(begun));
            asking.terminate();
            assertThat(asking.waitFor(LIMIT)).as(asking.toString()).isEqualTo(1);
            assertThat(asking.stdout()).contains("\"outcome\":\"switched\"", "\"exit\":3");
            assertThat(daemon.isAlive()).as(daemon.toString()).isTrue();
        }
    }

    private long count(String which) throws SQLException {
        return onTarget("SELECT count(*) FROM replicator.cutover " + which);
    }

    private long onTarget(String query) throws SQLException {
        try (Connection target = pair.connectTarget();
                Statement statement = target.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static List<PausePoint> places() {
        return Today.choose(Places.OF_CUTOVER, 6);
    }

    @Test
    void leavesEverythingAsItWasAtTheDeadlineAndWhenTheSenderIsStopped() throws SQLException {
        try (RecordingClients clients = RecordingClients.moving(pair, 6);
                ReplicatorProcess daemon = follow(Map.of());
                Connection writer = pair.connectSource()) {
            writer.setAutoCommit(false);
            try (Statement statement = writer.createStatement()) {
                statement.execute("INSERT INTO noted VALUES (-1, 0)");
            }
            assertThat(cutover(5, "--json", "--deadline", "2s", "--max-pause", "300ms"))
                    .contains("\"outcome\":\"rolled_back\"", "not ended yet");
            try (ReplicatorProcess asking = start("--deadline", "1min", "--max-pause", "300ms")) {
                asking.awaitOutput("the running replicator does the cutover", LIMIT);
                asking.terminate();
                assertThat(asking.waitFor(LIMIT)).as(asking.toString()).isEqualTo(143);
                assertThat(asking.stderr()).contains("before the switch: nothing was changed");
            }
            writer.rollback();
            clients.awaitMore(50);
            assertThat(clients.refused()).isZero();
            assertThat(daemon.isAlive()).as(daemon.toString()).isTrue();
            assertThat(cutover(0, "--json")).contains("\"outcome\":\"switched\"");
            assertThat(cutover(0, "--json", "--back")).contains("\"outcome\":\"switched\"");
            assertOnSource(clients);
        }
    }

    private ReplicatorProcess follow(Map<String, String> properties) {
        ReplicatorProcess daemon = ReplicatorProcess.start(arguments("run"), properties, Map.of());
        daemon.awaitOutput("following", LIMIT);
        return daemon;
    }

    private ReplicatorProcess start(String... options) {
        var all = new ArrayList<>(List.of("cutover"));
        all.addAll(List.of(options));
        return ReplicatorProcess.start(arguments(all.toArray(String[]::new)), Map.of(), Map.of());
    }

    /** What it prints on standard output. */
    private String cutover(int exitCode, String... options) {
        try (ReplicatorProcess process = start(options)) {
            assertThat(process.waitFor(LIMIT)).as(process.toString()).isEqualTo(exitCode);
            return process.stdout();
        }
    }

    private List<String> arguments(String... verb) {
        var all = new ArrayList<>(List.of(verb));
        all.addAll(List.of("--source", pair.sourceUri(), "--target", pair.targetUri()));
        return all;
    }

    private static String port(String uri) {
        return uri.replaceFirst(".*:(\\d+)/.*", "$1");
    }

    private void assertOnSource(RecordingClients clients) throws SQLException {
        clients.stop();
        assertThat(clients.failures()).isEmpty();
        for (String table : List.of("noted", "noted_too")) {
            assertThat(clients.present(table)).as(table).containsAll(clients.acknowledged());
        }
    }
}
