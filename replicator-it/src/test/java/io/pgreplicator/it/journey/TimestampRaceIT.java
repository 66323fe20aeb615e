package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A log that tells work by time loses a row: times are handed out before the commit. The schedules and the log are plain
 * SQL, in {@code resources/race}; the replicator goes through the same schedules.
 */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
class TimestampRaceIT {
    private static final String EARLY_BEGIN = "early-begin-late-commit.sql";
    private static final String SAME_MICROSECOND = "same-microsecond.sql";

    /** What a schedule does at its marks {@code @sync}. */
    private interface Sync {
        void run() throws SQLException, InterruptedException;
    }

    @Test
    void aLogReadFromTheLastSeenStampLosesTheLateCommit() throws Exception {
        assertThat(arrivedThrough("sync_later", EARLY_BEGIN)).containsExactly("2 second");
    }

    @Test
    void aLogWhoseStampsAreMarkedDoneLosesTheSecondOfTwoEqualStamps() throws Exception {
        assertThat(arrivedThrough("sync_not_done", SAME_MICROSECOND)).containsExactly("2 second");
    }

    @ParameterizedTest
    @ValueSource(strings = {EARLY_BEGIN, SAME_MICROSECOND})
    void theReplicatorLosesNone(String schedule) throws Exception {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v text)");
            try (Replicator replicator = journey.open();
                    Replication replication = replicator.start()) {
                replication.awaitCopied();
                run(journey, schedule, replication::awaitCaughtUp);
            }
            assertThat(rows(journey.target, "t")).containsExactly("1 first", "2 second");
            journey.assertArrived();
        }
    }

    private static List<String> arrivedThrough(String sync, String schedule) throws Exception {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onSource(resource("stamped-log.sql"));
            run(journey, schedule, () -> journey.onSource("SELECT " + sync + "()"));
            assertThat(rows(journey.source, "t")).containsExactly("1 first", "2 second");
            return rows(journey.source, "arrived");
        }
    }

    private static void run(Journey journey, String schedule, Sync sync) throws Exception {
        try (Connection first = journey.pair.connectSource();
                Connection second = journey.pair.connectSource()) {
            for (String section : resource(schedule).split("(?m)^-- @", -1)) {
                String[] parts = section.split("\n", 2);
                switch (parts[0].strip()) {
                    case "first" -> Journey.execute(first, parts[1]);
                    case "second" -> Journey.execute(second, parts[1]);
                    case "sync" -> sync.run();
                    default -> assertThat(parts[0]).startsWith("--");
                }
            }
        }
    }

    private static List<String> rows(Connection connection, String table) throws SQLException {
        var rows = new ArrayList<String>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id || ' ' || v FROM " + table + " ORDER BY id")) {
            while (row.next()) {
                rows.add(row.getString(1));
            }
        }
        return rows;
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = Objects.requireNonNull(TimestampRaceIT.class.getResourceAsStream("/race/" + name))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
