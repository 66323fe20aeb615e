package io.pgreplicator.it.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.cli.option.PausableReplicator;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.config.VerifyOptions;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.SmallSteps;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.ReplicationEvent.CutoverEnded;
import io.pgreplicator.telemetry.ReplicationListener;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Somebody changes on the target what a round has just carried: the switch does not happen, and neither does the next one. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class LastRowsIT {
    private static final CutoverOptions PATIENT =
            new CutoverOptions(Duration.ofMinutes(2), Duration.ofSeconds(5), 0, false);
    private static final String TABLE = """
            CREATE TABLE sized (name text, at timestamptz, share double precision, weight numeric, tags text[],
                PRIMARY KEY (name, at))""";
    private static final String WRITTEN = """
            INSERT INTO sized VALUES ('', '2024-01-01', 0.1, 1.0, '{a,NULL}'), ('o''k', 'infinity', '-0', 1.00, NULL);
            INSERT INTO sized SELECT 'large', '2024-01-01', 1, 1, array_agg(md5(g::text)) FROM generate_series(1, 2000) AS g;
            INSERT INTO sized VALUES ('gone', '2024-01-01', 1, 1, '{}'); DELETE FROM sized WHERE name = 'gone'""";

    private final AtomicReference<CutoverEnded> ended = new AtomicReference<>();
    private final AtomicBoolean changed = new AtomicBoolean();
    private DatabasePair pair;

    @AfterEach
    void close() {
        pair.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "15 | 17 | UPDATE sized SET weight = 1.0 WHERE name = 'o''k' | (o'k, infinity)",
                "13 | 13 | DELETE FROM sized WHERE name = '' | (, 2024-01-01 00:00:00+00)",
                "14 | 18 | INSERT INTO sized VALUES ('gone', '2024-01-01', 1, 1, '{}') | (gone, 2024-01-01 00:00:00+00)"
            })
    void aDifferenceEndsTheCutoverAndIsRemembered(int from, int to, String change, String row)
            throws SQLException, InterruptedException {
        pair = RecordingClients.databases(from, to);
        execute(pair.connectSource(), TABLE);
        execute(pair.connectTarget(), TABLE);
        try (Replicator replicator = PausableReplicator.open(
                SmallSteps.config(pair).build(),
                ReplicationListener.when(CutoverEnded.class, ended::set),
                place -> Unchecked.run(() -> interfere(place, change)))) {
            assertRolledBack(replicator, "of the 3 rows that were compared while writers waited, 1 differ", row);
            assertRolledBack(replicator, "guardrail(s) stand in the way", "the last comparison found what differs");
            try (Replication replication = replicator.start()) {
                replication.awaitCaughtUp();
                assertThat(replicator
                                .verify(VerifyOptions.defaults().rowsOnly().repairing())
                                .isEqual())
                        .isTrue();
            }
            try (Replication replication = replicator.start().endWhenSwitched(PATIENT)) {
                replication.await();
            }
            assertThat(ended.get().switched()).isTrue();
            assertThat(ended.get().compared().rows()).isEqualTo(3);
            assertThat(ended.get().compared().tables()).isOne();
        }
    }

    /** Writes just before the gate is closed, and changes on the target what was carried of it, once. */
    private void interfere(PausePoint place, String change) throws SQLException {
        if (place == PausePoint.GATE_ARMED) {
            execute(pair.connectSource(), "DELETE FROM sized; " + WRITTEN);
        } else if (place == PausePoint.GATE_CLOSED && changed.compareAndSet(false, true)) {
            execute(
                    pair.connectTarget(),
                    "BEGIN; SELECT set_config('replicator.applies', opposite_id || ' ' || txid_current(), true)"
                            + " FROM replicator_capture.capture; " + change
                            + "; COMMIT");
        }
    }

    private static void assertRolledBack(Replicator replicator, String... words) throws InterruptedException {
        try (Replication replication = replicator.start().endWhenSwitched(PATIENT)) {
            assertThatThrownBy(replication::await)
                    .isInstanceOfSatisfying(
                            ReplicatorException.class,
                            e -> assertThat(e.code()).isIn(ErrorCode.CUTOVER_ROLLED_BACK, ErrorCode.PREFLIGHT_FAILED))
                    .hasMessageContainingAll(words);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
