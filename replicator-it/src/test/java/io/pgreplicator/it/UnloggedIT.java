package io.pgreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replicator;
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

/** Before PostgreSQL 18 a partitioned table can be unlogged, and remains so. Confined to the test thread. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class UnloggedIT {
    private static final String ROOT = "CREATE UNLOGGED TABLE p (id int PRIMARY KEY) PARTITION BY LIST (id);"
            + " CREATE UNLOGGED TABLE p_1 PARTITION OF p FOR VALUES IN (1); CREATE TABLE p_2 PARTITION OF p DEFAULT;"
            + " CREATE UNLOGGED TABLE free (id int PRIMARY KEY);";

    /** Its rows are in its partitions, which become logged. */
    @ParameterizedTest
    @ValueSource(ints = {15, 17})
    void thePartitionsOfOneBecomeLogged(int major) throws SQLException {
        try (DatabasePair pair = DatabasePair.create(major, major)) {
            both(pair, ROOT);
            Finding finding = findings(pair).get(0);
            assertThat(finding.cure()).doesNotContain("\"p\" SET LOGGED");
            CureLine.carryOut(pair, finding.cure());
            assertThat(findings(pair)).isEmpty();
        }
    }

    /** Nothing is said to be done that the server refuses: of those that refer to it, at once or by way of others. */
    @Test
    void whatRefersToOneIsNamedWithIt() throws SQLException {
        try (DatabasePair pair = DatabasePair.create(15, 17)) {
            both(
                    pair,
                    ROOT
                            + "CREATE UNLOGGED TABLE x (id int PRIMARY KEY REFERENCES p); CREATE UNLOGGED TABLE y (id int PRIMARY KEY REFERENCES x);"
                            + " ALTER TABLE x ADD FOREIGN KEY (id) REFERENCES y;"
                            + " CREATE UNLOGGED TABLE s (id int PRIMARY KEY) PARTITION BY LIST (id); CREATE UNLOGGED TABLE s_1 PARTITION OF s DEFAULT;"
                            + " ALTER TABLE s ADD FOREIGN KEY (id) REFERENCES s; ALTER TABLE y ADD FOREIGN KEY (id) REFERENCES free");
            List<Finding> findings = findings(pair);
            assertThat(findings).hasSize(2);
            assertThat(findings.get(0).message())
                    .contains("public.x (public.p)", "public.y (public.p)", "public.s_1 (public.s)")
                    .doesNotContain("free", "p_1");
            assertThat(findings.get(1).message()).endsWith("public.free, public.p_1");
            CureLine.carryOut(pair, findings.get(1).cure());
            assertThat(findings(pair)).containsExactly(findings.get(0));
        }
    }

    private static void both(DatabasePair pair, String sql) throws SQLException {
        for (Connection connection : List.of(pair.connectSource(), pair.connectTarget())) {
            try (connection;
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    private static List<Finding> findings(DatabasePair pair) {
        try (Replicator replicator = Replicator.open(SmallSteps.config(pair).build(), ReplicationListener.NONE)) {
            return replicator.check().findings().stream()
                    .filter(finding -> finding.message().startsWith("unlogged, so a crash"))
                    .toList();
        }
    }
}
