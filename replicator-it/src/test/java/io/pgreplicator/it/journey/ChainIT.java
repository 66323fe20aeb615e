package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replicator;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.Leftovers;
import io.pgreplicator.it.SmallSteps;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A database that is the target of one migration and the source of another: each has a schema of its own there. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
class ChainIT {
    private static final String TABLE = "CREATE TABLE t (id int PRIMARY KEY, v text)";
    private static final String ROWS = "SELECT string_agg(id || v, ' ' ORDER BY id) FROM t";

    @Test
    void aTargetCanBeASource() throws SQLException, InterruptedException {
        try (DatabasePair pair = DatabasePair.create(15, 17);
                DatabasePair other = DatabasePair.create(15, 18);
                Connection first = pair.connectSource();
                Connection middle = pair.connectTarget();
                Connection last = other.connectTarget()) {
            for (Connection connection : new Connection[] {first, middle, last}) {
                Journey.execute(connection, TABLE);
            }
            Journey.execute(first, "INSERT INTO t SELECT g, 'a' FROM generate_series(1, 50) AS g");
            ReplicatorConfig.Builder onwards =
                    SmallSteps.config(pair).source(pair.targetUri()).target(other.targetUri());
            try (Replicator there = Replicator.open(SmallSteps.config(pair).build(), event -> {});
                    Replicator further = Replicator.open(onwards.build(), event -> {})) {
                Journey.catchUp(there);
                Journey.catchUp(further);
                Journey.execute(first, "UPDATE t SET v = 'b' WHERE id < 10; DELETE FROM t WHERE id > 40");
                Journey.catchUp(there);
                Journey.catchUp(further);
                assertThat(Journey.text(last, ROWS)).isEqualTo(Journey.text(first, ROWS));

                further.uninstall();
                Journey.execute(first, "TRUNCATE t; INSERT INTO t VALUES (7, 'c')");
                Journey.catchUp(there);
                assertThat(Journey.text(middle, ROWS)).isEqualTo("7c");
                there.uninstall();
            }
            try (Connection superuser = pair.targetSuperuser()) {
                assertThat(Leftovers.find(superuser)).isEmpty();
            }
        }
    }
}
