package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.config.VerifyOptions;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.ReplicationEvent.NotReplicated;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A table that one side has dropped while it took writes, and the other one, which takes them now, still has. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class KeptTableIT {
    private static final CutoverOptions SWITCH = CutoverOptions.defaults().withDeadline(Duration.ofMinutes(1));
    private static final String SCHEMA =
            "CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE kept (id serial PRIMARY KEY, v text);"
                    + " CREATE TABLE ofkept (id int PRIMARY KEY, kept_id int REFERENCES kept)";

    /** The target was the primary for a while; that is the source again, and its table is written to. */
    private static Journey back() throws SQLException, InterruptedException {
        Journey journey = Journey.empty(15, 17);
        journey.onBoth(SCHEMA);
        journey.onSource("INSERT INTO kept (v) VALUES ('old'); INSERT INTO ofkept VALUES (1, 1)");
        journey.catchUp();
        journey.cutOver(SWITCH);
        Journey.execute(journey.target, "DROP TABLE kept CASCADE; INSERT INTO t VALUES (1)");
        journey.catchUp();
        journey.cutOver(SWITCH.goingBack());
        journey.onSource("INSERT INTO kept (v) VALUES ('new'); INSERT INTO t VALUES (2)");
        return journey;
    }

    private static ReplicatorConfig.Builder without(Journey journey) {
        return journey.config().tables(new TableFilter(List.of(), List.of(), List.of(), List.of("kept")));
    }

    private static void assertFallsShort(Journey journey) {
        assertThatThrownBy(journey::catchUp)
                .isInstanceOfSatisfying(
                        ReplicatorException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.PREFLIGHT_FAILED))
                .hasMessageContaining("public.kept")
                .hasMessageContaining("replicator schema");
    }

    private static List<Finding> failures(Journey journey, ReplicatorConfig.Builder config) {
        try (Replicator replicator = journey.open(config)) {
            return replicator.checkCutover(SWITCH).failures();
        }
    }

    @Test
    void nobodySaysThatItIsThere() throws SQLException, InterruptedException {
        try (Journey journey = back()) {
            assertFallsShort(journey);
            assertThat(Journey.text(journey.target, "SELECT count(*) FROM t")).isEqualTo("2");
            try (Replicator replicator = journey.open()) {
                assertThat(replicator.status().lastError()).contains("public.kept");
                assertThat(replicator
                                .verify(VerifyOptions.defaults().rowsOnly())
                                .isRowsEqual())
                        .isFalse();
            }
            assertThat(journey.events())
                    .hasAtLeastOneElementOfType(NotReplicated.class)
                    .anySatisfy(event -> assertThat(event).isInstanceOfSatisfying(NotReplicated.class, told -> {
                        assertThat(told.kept()).containsExactly(new QualifiedName("public", "kept"));
                        assertThat(told.foreignKeys())
                                .singleElement()
                                .asString()
                                .contains("kept_id");
                    }));
            assertThat(failures(journey, journey.config()))
                    .filteredOn(failure -> failure.subject().equals("dropped tables"))
                    .singleElement()
                    .satisfies(failure -> assertThat(failure.message()).contains("public.kept"));
            assertThatThrownBy(() -> journey.cutOver(SWITCH)).hasMessageContaining("public.kept");
        }
    }

    @Test
    void itIsReplicatedAnewOnceTheTargetHasIt() throws SQLException, InterruptedException {
        try (Journey journey = back()) {
            assertFallsShort(journey);
            try (Replicator replicator = journey.open()) {
                replicator.createSchema();
            }
            journey.catchUp();
            assertThat(Journey.text(journey.target, "SELECT string_agg(v, ' ' ORDER BY id) FROM kept"))
                    .isEqualTo("old new");
            assertThat(failures(journey, journey.config())).isEmpty();
            journey.cutOver(SWITCH);
            Journey.execute(journey.target, "INSERT INTO kept (v) VALUES ('there')");
            journey.catchUp();
            assertThat(Journey.text(journey.source, "SELECT string_agg(v, ' ' ORDER BY id) FROM kept"))
                    .isEqualTo("old new there");
        }
    }

    @Test
    void whoLeavesItOutHearsNoMoreOfIt() throws SQLException, InterruptedException {
        try (Journey journey = back()) {
            try (Replicator replicator = journey.open(without(journey))) {
                Journey.catchUp(replicator);
                assertThat(replicator
                                .verify(VerifyOptions.defaults().rowsOnly())
                                .isRowsEqual())
                        .isTrue();
                assertThat(replicator.checkCutover(SWITCH).failures()).isEmpty();
                try (Replication replication = replicator.start().endWhenSwitched(SWITCH)) {
                    replication.await();
                }
                Journey.catchUp(replicator);
                replicator.complete();
            }
        }
    }

    @Test
    void whoDropsItHearsNoMoreOfIt() throws SQLException, InterruptedException {
        try (Journey journey = back()) {
            assertFallsShort(journey);
            journey.onSource("DROP TABLE kept CASCADE");
            journey.catchUp();
            assertThat(failures(journey, journey.config())).isEmpty();
        }
    }

    /** A side that is given up needs nothing. */
    @Test
    void completeNamesItAndGoesOn() throws SQLException, InterruptedException {
        try (Journey journey = back()) {
            try (Replicator replicator = journey.open()) {
                replicator.complete();
            }
            assertThat(journey.events())
                    .anySatisfy(event -> assertThat(event)
                            .isInstanceOfSatisfying(
                                    NotReplicated.class,
                                    told -> assertThat(told.kept())
                                            .containsExactly(new QualifiedName("public", "kept"))));
            assertThat(Journey.text(journey.target, "SELECT count(*) FROM t")).isEqualTo("2");
        }
    }

    /** It goes on with the others, there and back. */
    @Test
    void aRunThatIsThereMeanwhileGoesOn() throws SQLException, InterruptedException {
        try (Journey journey = back();
                Replicator replicator = journey.open();
                Replication replication = replicator.start()) {
            assertThatThrownBy(replication::awaitCaughtUp).hasMessageContaining("public.kept");
            Awaitility.await()
                    .untilAsserted(() -> assertThat(replicator.status().lastError())
                            .contains(
                                    "not replicated: public.kept",
                                    "replicator schema",
                                    "--exclude-table",
                                    "ALTER TABLE"));
            journey.onSource("INSERT INTO t VALUES (3)");
            assertThatThrownBy(replication::awaitCaughtUp).hasMessageContaining("public.kept");
            assertThat(Journey.text(journey.target, "SELECT count(*) FROM t")).isEqualTo("3");
        }
    }
}
