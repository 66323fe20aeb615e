package io.pgreplicator.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.benchmarks.peer.PsqlPipe;
import io.pgreplicator.benchmarks.server.HarnessException;
import io.pgreplicator.benchmarks.server.Login;
import io.pgreplicator.benchmarks.server.Session;
import io.pgreplicator.it.DatabasePair;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The generator on the oldest and the newest server, at a hundredth of a percent of its full size and pgbench's least. */
final class MixedDataSetIT {
    private static final MixedDataSet SMALL = new MixedDataSet(1, 0.0005, 42);

    @Test
    void sameSeedMakesTheSameRowsOnEveryVersion() throws SQLException, InterruptedException {
        try (var pair = DatabasePair.create(13, 18)) {
            SMALL.load(source(pair), 2);
            SMALL.load(target(pair), 2);
            TableSums.requireEqual(source(pair), target(pair));
            assertThat(rows(source(pair))).isEqualTo(List.of(100_000L, 1_000L, 500L, 0L));

            new MixedDataSet(1, 0.0005, 43).load(target(pair), 2);
            assertThatThrownBy(() -> TableSums.requireEqual(source(pair), target(pair)))
                    .isInstanceOf(HarnessException.class);
        }
    }

    @Test
    void schemaAloneIsEmptyAndTakesThePipe() throws SQLException, InterruptedException, java.io.IOException {
        try (var pair = DatabasePair.create(15, 15)) {
            SMALL.load(source(pair), 2);
            SMALL.createSchema(target(pair));
            assertThat(rows(target(pair))).isEqualTo(List.of(0L, 0L, 0L, 0L));

            var pipe = new PsqlPipe(source(pair), target(pair));
            pipe.copy(2);
            TableSums.requireEqual(source(pair), target(pair));
            assertThat(pipe.textBytes()).isGreaterThan(1_000_000);
        }
    }

    @Test
    void pgbenchWritesToTheChangedHistory() throws SQLException, InterruptedException {
        try (var pair = DatabasePair.create(15, 15)) {
            SMALL.load(source(pair), 2);
            assertThat(new Pgbench().tps(source(pair), 2, 1)).isPositive();
            assertThat(rows(source(pair)).get(3)).isPositive();
        }
    }

    private static List<Long> rows(Login login) throws SQLException {
        try (Session session = Session.open(login)) {
            return List.of(
                    session.number("SELECT count(*) FROM pgbench_accounts"),
                    session.number("SELECT count(*) FROM events"),
                    session.number("SELECT count(*) FROM membership"),
                    session.number("SELECT count(*) FROM pgbench_history"));
        }
    }

    private static Login source(DatabasePair pair) {
        var server = pair.source();
        return new Login(server.host(), server.port(), pair.sourceDatabase(), "heroku_app", "app");
    }

    private static Login target(DatabasePair pair) {
        var server = pair.target();
        return new Login(server.host(), server.port(), pair.targetDatabase(), "rds_master", "rds");
    }
}
