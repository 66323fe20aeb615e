package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.CopyOptions;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.RoundOptions;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Subprocess;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cures that are no statements: other options, and other programs. Each is done as it stands, and is enough. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@InTurn(days = 2)
class WordsOfCuresIT {
    private static final CutoverOptions SWITCH = CutoverOptions.defaults();
    private static final Pattern FEWER =
            Pattern.compile("Or set the copy streams(.*) to (\\d+) or fewer( together)?\\.");

    /** With exactly as many as the cure says, a run has enough, to the end. */
    @ParameterizedTest
    @ValueSource(strings = {"role", "database"})
    void fewerStreamsNeedFewerConnections(String limited) throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 16)) {
            String role = "made_by_test_few_" + journey.pair.sourceDatabase();
            for (boolean source : List.of(true, false)) {
                superuser(
                        journey,
                        source,
                        "CREATE ROLE " + role + " LOGIN PASSWORD 'x' IN ROLE "
                                + (source ? "heroku_app" : "rds_master, rds_superuser"));
            }
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY, v text); CREATE INDEX ON t (v)");
            journey.onSource("INSERT INTO t SELECT g, md5(g::text) FROM generate_series(1, 20000) AS g");
            try {
                limit(journey, limited, role, true, 7);
                limit(journey, limited, role, false, 9);
                ReplicatorConfig.Builder config = journey.config()
                        .source(journey.pair.source().uri(role, "x", journey.pair.sourceDatabase()))
                        .target(journey.pair.target().uri(role, "x", journey.pair.targetDatabase()));
                CopyOptions copy = config.build().copy();
                config.copy(new CopyOptions(8, copy.chunkSize(), copy.indexWorkers(), copy.maintenanceMemory()));
                closeOwn(journey);
                List<Finding> findings = ofConnections(journey, config);
                assertThat(findings).hasSize(2);
                for (Finding finding : findings) {
                    Matcher fewer = FEWER.matcher(finding.cure());
                    assertThat(fewer.find()).as(finding.cure()).isTrue();
                    set(config, Integer.parseInt(fewer.group(2)), fewer.group(3) != null);
                }
                assertThat(ofConnections(journey, config)).isEmpty();
                try (Replicator replicator = journey.open(config)) {
                    try (Replication replication = replicator.start().endWhenCaughtUp()) {
                        replication.await();
                    }
                    replicator.uninstall();
                }
            } finally {
                for (boolean source : List.of(true, false)) {
                    superuser(
                            journey,
                            source,
                            "ALTER DATABASE "
                                    + (source ? journey.pair.sourceDatabase() : journey.pair.targetDatabase())
                                    + " CONNECTION LIMIT -1; DROP OWNED BY " + role + "; DROP ROLE " + role);
                }
            }
        }
    }

    private static void limit(Journey journey, String what, String role, boolean source, int limit)
            throws SQLException {
        String database = source ? journey.pair.sourceDatabase() : journey.pair.targetDatabase();
        superuser(
                journey,
                source,
                "ALTER " + (what.equals("role") ? "ROLE " + role : "DATABASE " + database) + " CONNECTION LIMIT "
                        + limit);
    }

    /** They count, too, where the database is limited. */
    private static void closeOwn(Journey journey) throws SQLException {
        journey.source.close();
        journey.target.close();
    }

    private static void set(ReplicatorConfig.Builder config, int most, boolean together) {
        ReplicatorConfig before = config.build();
        CopyOptions copy = before.copy();
        RoundOptions rounds = before.rounds();
        int streams = Math.min(copy.streams(), together ? most - 2 : most);
        config.copy(new CopyOptions(
                streams, copy.chunkSize(), together ? 1 : copy.indexWorkers(), copy.maintenanceMemory()));
        if (together) {
            config.rounds(new RoundOptions(
                    1,
                    rounds.batchRows(),
                    rounds.batchSize(),
                    rounds.ringSize(),
                    rounds.catchUpKeys(),
                    rounds.segmentSize(),
                    rounds.minPause(),
                    rounds.maxPause(),
                    rounds.maxRefused(),
                    rounds.refusedRetry()));
        }
    }

    private static List<Finding> ofConnections(Journey journey, ReplicatorConfig.Builder config) {
        try (Replicator replicator = journey.open(config)) {
            return replicator.check().findings().stream()
                    .filter(finding ->
                            finding.subject().endsWith(" connections") && finding.level() == Finding.Level.FAIL)
                    .toList();
        }
    }

    /** Those that came with the switch are taken over with the program that the message names. */
    @Test
    void tablesThatCameTooLateAreTakenOverByPgDump() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE par (id int PRIMARY KEY, v text)");
            journey.catchUp();
            ReplicatorException failure = switched(journey);
            assertThat(failure.code()).isEqualTo(ErrorCode.CHANGES_NOT_CARRIED);
            assertThat(failure.getMessage()).contains("public.Fresh One", "public.child");
            try (Replicator replicator = journey.open()) {
                failure = catchThrowableOfType(ReplicatorException.class, replicator::complete);
            }
            Matcher command = Pattern.compile("pg_dump .*").matcher(failure.cure());
            assertThat(command.find()).as(failure.cure()).isTrue();
            shell(command.group() + " '" + journey.pair.sourceUri() + "' | psql -q '" + journey.pair.targetUri() + "'");
            assertThat(
                            Journey.text(
                                    journey.target,
                                    "SELECT concat_ws(' ', (SELECT string_agg(id::text, ',') FROM \"Fresh One\"),"
                                            + " (SELECT string_agg(id::text, ',') FROM par), (SELECT string_agg(id::text, ',') FROM part))"))
                    .isEqualTo("1 7 9");
            journey.onSource("DELETE FROM \"Fresh One\"; DELETE FROM child; DELETE FROM part");
            try (Replicator replicator = journey.open()) {
                replicator.complete();
            }
            assertThat(Journey.text(journey.target, "SELECT count(*) FROM part"))
                    .isEqualTo("1");
        }
    }

    /** Its rows are part of no dump. */
    @Test
    void theRowsOfAnExtensionsTableAreCopied() throws SQLException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE \"O'wn\" (id int PRIMARY KEY); CREATE TABLE t (id int PRIMARY KEY)");
            superuser(journey, true, "CREATE EXTENSION citext; ALTER EXTENSION citext ADD TABLE \"O'wn\"");
            superuser(journey, false, "CREATE EXTENSION citext; ALTER EXTENSION citext ADD TABLE \"O'wn\"");
            journey.onSource("INSERT INTO \"O'wn\" VALUES (7)");
            try (Replicator replicator = journey.open()) {
                Finding finding = replicator.check().findings().stream()
                        .filter(one -> one.message().startsWith("tables of extensions"))
                        .findFirst()
                        .orElseThrow();
                for (String line : finding.cure().lines().toList()) {
                    if (line.contains("SOURCE")) {
                        shell(line.replace("SOURCE", "'" + journey.pair.sourceUri() + "'")
                                .replace("TARGET", "'" + journey.pair.targetUri() + "'"));
                    }
                }
            }
            assertThat(Journey.text(journey.target, "SELECT id FROM \"O'wn\"")).isEqualTo("7");
        }
    }

    private static void shell(String pipe) {
        Subprocess.run(List.of("bash", "-c", "set -o pipefail; " + pipe)).orThrow();
    }

    private static ReplicatorException switched(Journey journey) {
        var done = new AtomicBoolean();
        PausePoint.Hook late = reached -> {
            if (reached == PausePoint.SWITCH_BEFORE_COMMIT && done.compareAndSet(false, true)) {
                Unchecked.run(
                        () -> journey.onSource(
                                "CREATE TABLE \"Fresh One\" (id int PRIMARY KEY); INSERT INTO \"Fresh One\" VALUES (1);"
                                        + " CREATE TABLE child (PRIMARY KEY (id)) INHERITS (par); INSERT INTO child VALUES (7);"
                                        + " CREATE TABLE part (id int PRIMARY KEY) PARTITION BY LIST (id);"
                                        + " CREATE TABLE \"Part 1\" PARTITION OF part FOR VALUES IN (9); INSERT INTO part VALUES (9)"));
            }
        };
        return catchThrowableOfType(ReplicatorException.class, () -> {
            try (Replicator replicator = journey.open(journey.config(), late);
                    Replication replication = replicator.start().endWhenSwitched(SWITCH)) {
                replication.await();
            }
        });
    }

    /** Whatever part of it the command left out. */
    @Test
    void aCutoverWithTheChoiceThatTheMigrationBeganWithIsDone() throws SQLException, InterruptedException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth(
                    "CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE par (id int PRIMARY KEY); CREATE SCHEMA s CREATE TABLE own (id int PRIMARY KEY)");
            var begun = new TableFilter(List.of(), List.of("s"), List.of(), List.of());
            try (Replicator replicator = journey.open(journey.config().tables(begun))) {
                Journey.catchUp(replicator);
            }
            var narrower = new TableFilter(List.of(), List.of("s"), List.of(), List.of("public.par"));
            try (Replicator replicator = journey.open(journey.config().tables(narrower))) {
                assertThat(replicator.checkCutover(SWITCH).findings())
                        .filteredOn(finding -> finding.level() == Finding.Level.FAIL)
                        .singleElement()
                        .satisfies(finding -> assertThat(finding.cure())
                                .contains("the choice of tables that the migration began with"));
                ReplicatorException failure = catchThrowableOfType(ReplicatorException.class, () -> {
                    try (Replication replication = replicator.start().endWhenSwitched(SWITCH)) {
                        replication.await();
                    }
                });
                assertThat(failure).hasMessageContaining("left out by the choice of tables");
            }
            try (Replicator replicator = journey.open(journey.config().tables(begun))) {
                assertThat(replicator.checkCutover(SWITCH).findings())
                        .noneMatch(finding -> finding.level() == Finding.Level.FAIL);
                try (Replication replication = replicator.start().endWhenSwitched(SWITCH)) {
                    replication.await();
                }
                Journey.execute(journey.target, "INSERT INTO par VALUES (1)");
            }
        }
    }

    private static void superuser(Journey journey, boolean ofSource, String sql) throws SQLException {
        try (Connection superuser = ofSource ? journey.pair.sourceSuperuser() : journey.pair.targetSuperuser()) {
            Journey.execute(superuser, sql);
        }
    }
}
