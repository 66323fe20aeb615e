package io.pgreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The workload leaves something worth replicating, and nothing wrong goes by in silence. Confined to the test thread. */
@Execution(ExecutionMode.CONCURRENT)
class WorkloadIT {

    @ParameterizedTest
    @CsvSource({"13, 18", "15, 15"})
    void writesToEveryTableThroughBothCredentials(int sourceMajor, int targetMajor)
            throws SQLException, InterruptedException {
        try (DatabasePair pair = DatabasePair.create(sourceMajor, targetMajor);
                Connection source = pair.connectSource();
                Connection target = pair.connectTarget()) {
            Workload.createSchema(source);
            Workload.createSchema(target);
            DatabaseDiff.compare(source, target).assertIdentical();

            Workload.insertRows(source);
            Workload workload = Workload.start(pair.writerUris(), 4711, 6);
            await().atMost(Patience.LIMIT).until(() -> workload.transactions() > 200);
            workload.stop();

            assertThat(workload.rowsChanged()).isGreaterThan(workload.transactions());
            assertThat(emptyTables(source)).isEmpty();
            DatabaseDiff diff = DatabaseDiff.compare(source, target);
            assertThat(diff.rows()).isGreaterThan(1000);
            assertThat(diff.differences()).anyMatch(line -> line.startsWith("workload.documents: "));
        }
    }

    @Test
    void outlivesLostConnections() throws SQLException {
        try (DatabasePair pair = DatabasePair.create(15, 15);
                TcpProxy proxy = TcpProxy.to(pair.source());
                Connection source = pair.connectSource()) {
            Workload.createSchema(source);
            try (Workload workload = Workload.start(List.of(proxy.through(pair.sourceUri())), 1, 2)) {
                await().until(() -> workload.transactions() > 20);
                proxy.cut();
                long before = workload.transactions();
                await().until(() -> workload.transactions() > before + 20);
                assertThat(workload.toleratedFailures()).isPositive();
            }
        }
    }

    @Test
    void endsWithTheSeedWhenSomethingUnexpectedFails() throws SQLException {
        try (DatabasePair pair = DatabasePair.create(15, 15);
                Connection source = pair.connectSource()) {
            Workload workload = Workload.start(List.of(pair.sourceUri()), 815, 1);
            await().until(workload::hasFailed);
            assertThatThrownBy(workload::stop)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("seed 815")
                    .hasMessageContaining("does not exist");
            assertThat(source.isValid(5)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"13", "18"})
    void everyOperationChangesRows(int major) throws SQLException {
        Map<String, Long> rows = new TreeMap<>();
        try (DatabasePair pair = DatabasePair.create(major, major);
                Connection source = pair.connectSource()) {
            Workload.createSchema(source);
            Workload.insertRows(source);
            source.setAutoCommit(false);
            SplittableRandom random = new SplittableRandom(major);
            for (int round = 0; round < 40; round++) {
                for (Operation operation : Operation.parse(DiffSide.resource("workload/operations.sql"))) {
                    rows.merge(operation.name(), run(source, operation, random), Long::sum);
                }
            }
        }
        rows.remove("scratch_truncate");
        assertThat(rows)
                .hasSizeGreaterThan(40)
                .allSatisfy((name, changed) -> assertThat(changed).as(name).isPositive());
    }

    /** Single operations may collide with what others left; the point is that none of them always does. */
    private static long run(Connection source, Operation operation, SplittableRandom random) throws SQLException {
        Savepoint savepoint = source.setSavepoint();
        String label = "! label " + 90 * random.nextInt(6);
        Map<String, Object> parameters = Map.of(
                "key", random.nextInt(300), "other", random.nextInt(700), "real", random.nextDouble(), "text", label);
        try {
            return operation.run(source, parameters);
        } catch (SQLException e) {
            assertThat(e.getSQLState()).as(operation.name()).isIn("23503", "23505");
            source.rollback(savepoint);
            return 0;
        }
    }

    private static List<String> emptyTables(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("""
                        SELECT relname::text FROM pg_class
                         WHERE relkind = 'r' AND relnamespace = 'workload'::regnamespace AND relname <> 'scratch'
                           AND (xpath('/row/n/text()',
                                      query_to_xml(format('SELECT count(*) AS n FROM %s', oid::regclass),
                                                   false, true, '')))[1]::text = '0'""")) {
            List<String> names = new ArrayList<>();
            while (result.next()) {
                names.add(result.getString(1));
            }
            return names;
        }
    }
}
