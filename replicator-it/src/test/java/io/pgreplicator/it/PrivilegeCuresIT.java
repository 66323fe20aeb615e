package io.pgreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.ReplicationListener;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the check says to do about privileges is done as it stands, by the roles that it names, and is enough. Confined to the test thread. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class PrivilegeCuresIT {
    private static final String TABLES = """
            CREATE SCHEMA own CREATE TABLE t (id serial PRIMARY KEY, v int);
            CREATE TABLE secured (id int PRIMARY KEY); ALTER TABLE secured ENABLE ROW LEVEL SECURITY;
            """;

    /** A role of its own for either side, which may do nothing at first. */
    @Test
    void rolesThatMayNothingMayEnoughAfterwards() throws SQLException, InterruptedException {
        try (DatabasePair pair = DatabasePair.create(15, 16)) {
            String role = "made_by_test_stranger_" + pair.sourceDatabase();
            String creation = "CREATE ROLE " + role + " LOGIN PASSWORD 'x'";
            execute(pair.connectSource(), TABLES + "INSERT INTO own.t (v) VALUES (1); INSERT INTO secured VALUES (1)");
            execute(pair.connectTarget(), TABLES);
            execute(pair.sourceSuperuser(), creation);
            execute(
                    pair.targetSuperuser(),
                    creation + "; REVOKE TEMPORARY ON DATABASE " + pair.targetDatabase() + " FROM PUBLIC");
            try {
                ReplicatorConfig config = SmallSteps.config(pair)
                        .source(pair.source().uri(role, "x", pair.sourceDatabase()))
                        .target(pair.target().uri(role, "x", pair.targetDatabase()))
                        .build();
                List<Finding> findings = lacking(config);
                assertThat(findings)
                        .extracting(Finding::cure)
                        .anyMatch(cure -> cure.contains("BYPASSRLS"))
                        .anyMatch(cure -> cure.contains("GRANT CREATE ON DATABASE"))
                        .anyMatch(cure -> cure.contains("GRANT \"heroku_app\" TO"))
                        .anyMatch(cure -> cure.contains("GRANT \"rds_master\" TO"))
                        .anyMatch(cure -> cure.contains("GRANT SET ON PARAMETER"));
                // what the first denial hides is found by the next check
                for (int turn = 0; turn < 3 && !findings.isEmpty(); turn++) {
                    for (Finding finding : findings) {
                        CureLine.carryOut(pair, finding.cure());
                    }
                    findings = lacking(config);
                }
                assertThat(findings).isEmpty();
                try (Replicator replicator = Replicator.open(config, ReplicationListener.NONE)) {
                    try (Replication replication = replicator.start().endWhenCaughtUp()) {
                        replication.await();
                    }
                    replicator.uninstall();
                }
            } finally {
                String removal = "DROP OWNED BY " + role + "; DROP ROLE " + role;
                execute(pair.sourceSuperuser(), removal);
                execute(pair.targetSuperuser(), removal);
            }
        }
    }

    /** Until 15 whoever may create roles, afterwards who has created this one. */
    @ParameterizedTest
    @ValueSource(ints = {15, 16})
    void aRoleMakesItselfAMemberOfTheOwnerWhereItMay(int target) throws SQLException {
        try (DatabasePair pair = DatabasePair.create(15, target)) {
            String owner = pair.targetDatabase() + "_owner";
            execute(pair.connectSource(), TABLES);
            execute(pair.connectTarget(), TABLES + "CREATE ROLE " + owner);
            execute(pair.targetSuperuser(), "ALTER TABLE own.t OWNER TO " + owner);
            try {
                ReplicatorConfig config = SmallSteps.config(pair).build();
                List<Finding> findings = lacking(config).stream()
                        .filter(finding -> finding.message().contains("does not own own.t"))
                        .toList();
                assertThat(findings).hasSize(1);
                assertThat(CureLine.lines(findings.get(0).cure()))
                        .extracting(CureLine::administrator)
                        .containsExactly(false);
                CureLine.carryOut(pair, findings.get(0).cure());
                assertThat(lacking(config))
                        .noneMatch(finding -> finding.message().contains("does not own"));
            } finally {
                execute(pair.targetSuperuser(), "DROP OWNED BY " + owner + "; DROP ROLE " + owner);
            }
        }
    }

    @Test
    void grantsOnOurSchemasAreRevokedByTheirOwner() throws SQLException, InterruptedException {
        try (DatabasePair pair = DatabasePair.create(15, 15)) {
            execute(pair.connectSource(), TABLES);
            execute(pair.connectTarget(), TABLES);
            ReplicatorConfig config = SmallSteps.config(pair).build();
            try (Replicator replicator = Replicator.open(config, ReplicationListener.NONE)) {
                try (Replication replication = replicator.start().endWhenCaughtUp()) {
                    replication.await();
                }
                execute(
                        pair.connectSource(),
                        "GRANT INSERT ON ALL TABLES IN SCHEMA replicator_capture TO heroku_reporter;"
                                + " GRANT SELECT ON ALL SEQUENCES IN SCHEMA replicator_capture TO PUBLIC");
                execute(
                        pair.connectTarget(),
                        "GRANT USAGE ON SCHEMA replicator TO PUBLIC; GRANT UPDATE (name) ON replicator.deferred_object TO PUBLIC");
                List<Finding> findings = replicator.check().findings().stream()
                        .filter(finding -> finding.message().contains(" in the schema replicator"))
                        .toList();
                assertThat(findings).hasSize(3);
                for (Finding finding : findings) {
                    CureLine.carryOut(pair, finding.cure());
                }
                assertThat(replicator.check().findings())
                        .noneMatch(finding -> finding.message().contains(" in the schema replicator"));
                replicator.uninstall();
            }
        }
    }

    private static List<Finding> lacking(ReplicatorConfig config) {
        try (Replicator replicator = Replicator.open(config, ReplicationListener.NONE)) {
            return replicator.check().findings().stream()
                    .filter(finding -> finding.level() == Finding.Level.FAIL
                            || finding.message().contains("session_replication_role may not be set"))
                    .toList();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
