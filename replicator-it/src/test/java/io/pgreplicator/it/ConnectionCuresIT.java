package io.pgreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.ReplicationListener;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said to do about connections, and about what they begin with, is done as it stands, and is enough. Confined to the test thread. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class ConnectionCuresIT {
    private static final String READ_ONLY = "?options=-c%20default_transaction_read_only%3Don";

    private final DatabasePair pair = DatabasePair.create(15, 16);
    private final String role = "made_by_test_guest_" + pair.sourceDatabase();

    @BeforeEach
    void createRoles() throws SQLException {
        superuser("source", "CREATE ROLE " + role + " LOGIN PASSWORD 'x'");
        superuser("target", "CREATE ROLE " + role + " LOGIN PASSWORD 'x'");
    }

    @AfterEach
    void close() throws SQLException {
        pair.close();
        superuser("source", "DROP ROLE " + role);
        superuser("target", "DROP ROLE " + role);
    }

    /** What keeps the role from connecting, and the cure's statement: with the names of the role and the database. */
    enum Obstacle {
        CONNECT("REVOKE CONNECT ON DATABASE %2$s FROM PUBLIC", "GRANT CONNECT ON DATABASE \"%2$s\" TO \"%1$s\";", ""),
        LOGIN("ALTER ROLE %1$s NOLOGIN", "ALTER ROLE \"%1$s\" LOGIN;", ""),
        ROLE_LIMIT("ALTER ROLE %1$s CONNECTION LIMIT 0", "ALTER ROLE \"%1$s\" CONNECTION LIMIT -1;", ""),
        DATABASE_LIMIT("ALTER DATABASE %2$s CONNECTION LIMIT 0", "ALTER DATABASE \"%2$s\" CONNECTION LIMIT -1;", ""),
        CLOSED(
                "ALTER DATABASE %2$s ALLOW_CONNECTIONS false",
                "ALTER DATABASE \"%2$s\" ALLOW_CONNECTIONS true;", " -- from another database, postgres for one");

        private final String planting;
        private final String statement;
        private final String remark;

        Obstacle(String planting, String statement, String remark) {
            this.planting = planting;
            this.statement = statement;
            this.remark = remark;
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoMayNotConnectMayAfterwards(Obstacle obstacle) throws SQLException {
        for (String side : List.of("source", "target")) {
            boolean isSource = side.equals("source");
            String database = isSource ? pair.sourceDatabase() : pair.targetDatabase();
            superuser(side, obstacle.planting.formatted(role, database));
            ReplicatorException failure = failure(guest());
            assertThat(failure.cure())
                    .startsWith("On the " + side + ", as an administrator: "
                            + obstacle.statement.formatted(role, database) + obstacle.remark)
                    .doesNotContain("password");
            for (CureLine line : CureLine.lines(failure.cure())) {
                superuser(line.side(), line.sql());
            }
        }
        assertThat(check(guest())).isNotEmpty();
    }

    @Test
    void aDatabaseThatIsNotThereIsCreatedOnTheTargetAlone() throws SQLException {
        String absent = pair.targetDatabase() + " absent";
        String encoded = absent.replace(" ", "%20");
        ReplicatorException ofSource = failure(
                SmallSteps.config(pair).source(pair.source().sourceUri(encoded)).target(pair.targetUri()));
        assertThat(ofSource.cure()).isEqualTo("Check the database name of --source.");
        ReplicatorConfig.Builder config = SmallSteps.config(pair)
                .source(pair.sourceUri())
                .target(pair.target().targetUri(encoded));
        try {
            ReplicatorException failure = failure(config);
            assertThat(failure.cure()).startsWith("Check the database name of --target, or create it:\n");
            CureLine.carryOut(pair, failure.cure());
            assertThat(check(config)).isNotEmpty();
        } finally {
            pair.target().dropDatabase(absent);
        }
    }

    @Test
    void credentialsAndEncryptionAreCheckedWhereTheyAreGiven() {
        ReplicatorConfig.Builder config = SmallSteps.config(pair).source(pair.sourceUri());
        assertThat(failure(config.target(pair.target().uri("rds_master", "wrong", pair.targetDatabase())))
                        .cure())
                .startsWith("Check user and password of --target")
                .doesNotContain("database name");
        assertThat(failure(config.target(pair.targetUri().replace(":rds@", "@")))
                        .cure())
                .startsWith("Give the password of --target");
        assertThat(failure(config.target(pair.targetUri() + "?sslmode=require")).cure())
                .startsWith("Check sslmode and the certificates of --target")
                .doesNotContain("network");
        assertThat(failure(config.target(pair.targetUri() + "?options=-c%20no.such%3D1%20-c%20work_mem%3Dx"))
                        .cure())
                .startsWith("Take what the server names off the options of --target");
        assertThat(failure(config.target(pair.targetUri() + "?options=-c%20log_statement%3Dall"))
                        .cure())
                .startsWith("Take what the server names off the options of --target");
    }

    /** The connection's options win over whatever is set on the server; once they are gone, that is next, and not before. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void optionsThatMakeTheTargetReadOnlyAreTakenOffItsAddress(boolean others) throws SQLException {
        if (others) {
            superuser(
                    "target",
                    "ALTER DATABASE " + pair.targetDatabase() + " SET default_transaction_read_only = true; ALTER ROLE "
                            + role
                            + " SET default_transaction_read_only = 1; ALTER ROLE " + role + " IN DATABASE "
                            + pair.targetDatabase() + " SET default_transaction_read_only = yes; ALTER DATABASE "
                            + pair.targetDatabase() + " OWNER TO " + role);
        }
        Finding finding = readOnly(guest(READ_ONLY)).get(0);
        assertThat(finding.message()).contains("the options of the connection");
        assertThat(finding.cure())
                .startsWith("Take default_transaction_read_only off the options of --target")
                .matches(cure -> cure.contains("ALTER") == others);
        if (others) {
            asGuest(finding.cure());
        }
        assertThat(readOnly(guest(""))).isEmpty();
    }

    @Test
    void aRoleTakesBackWhatIsSetForItself() throws SQLException {
        superuser("target", "ALTER ROLE " + role + " SET default_transaction_read_only = on");
        Finding finding = readOnly(guest()).get(0);
        assertThat(finding.message()).contains("for this role");
        assertThat(CureLine.lines(finding.cure()))
                .singleElement()
                .satisfies(line -> assertThat(line.administrator()).isFalse())
                .satisfies(line -> assertThat(line.sql()).doesNotContain("ALTER DATABASE"));
        asGuest(finding.cure());
        assertThat(readOnly(guest())).isEmpty();
    }

    /** A database's setting wins over those of the server. */
    @Test
    void whatTheServersConfigurationSaysIsOverruledForTheDatabase() throws SQLException {
        try (PostgresServer server = PostgresServers.start(16);
                DatabasePair own = DatabasePair.create(ServerPool.source(15), server)) {
            ReplicatorConfig.Builder config = SmallSteps.config(own);
            for (String planting : List.of(
                    "ALTER SYSTEM SET default_transaction_read_only = on",
                    "ALTER ROLE ALL SET default_transaction_read_only = on")) {
                try (Connection connection = own.targetSuperuser()) {
                    execute(connection, "SET default_transaction_read_only = off");
                    execute(connection, planting);
                    execute(connection, "SELECT pg_reload_conf(), pg_sleep(0.5)");
                }
                Finding finding = readOnly(config).get(0);
                assertThat(finding.message())
                        .contains(planting.contains("SYSTEM") ? "the server's configuration" : "for all roles");
                CureLine.carryOut(own, finding.cure());
                assertThat(readOnly(config)).isEmpty();
                try (Connection connection = own.connectTarget()) {
                    execute(connection, "CREATE TABLE written_" + planting.length() + " ()");
                    execute(connection, "ALTER DATABASE " + own.targetDatabase() + " RESET ALL");
                }
                try (Connection connection = own.targetSuperuser()) {
                    execute(connection, "SET default_transaction_read_only = off");
                    execute(connection, "ALTER SYSTEM RESET ALL");
                    execute(connection, "ALTER ROLE ALL RESET ALL");
                    execute(connection, "SELECT pg_reload_conf(), pg_sleep(0.5)");
                }
            }
        }
    }

    @Test
    void optionsThatMakeTheSourceReadOnlyAreInNobodysWay() throws SQLException, InterruptedException {
        try (Connection source = pair.connectSource();
                Connection target = pair.connectTarget()) {
            execute(source, "CREATE TABLE t (id int PRIMARY KEY)");
            execute(target, "CREATE TABLE t (id int PRIMARY KEY)");
        }
        ReplicatorConfig config = SmallSteps.config(pair)
                .source(pair.sourceUri() + READ_ONLY)
                .target(pair.targetUri() + READ_ONLY)
                .build();
        try (Replicator replicator = Replicator.open(config, ReplicationListener.NONE)) {
            assertThat(replicator.check().findings())
                    .filteredOn(finding -> finding.subject().equals("source"))
                    .allMatch(finding -> finding.level() == Finding.Level.PASS);
            try (Replication replication = replicator.start().endWhenCaughtUp()) {
                replication.await();
            }
            replicator.uninstall();
        }
    }

    private void asGuest(String cure) throws SQLException {
        for (CureLine line : CureLine.lines(cure)) {
            assertThat(line.administrator()).as(cure).isFalse();
            try (Connection connection = pair.target().connect(role, "x", pair.targetDatabase())) {
                execute(connection, line.sql());
            }
        }
    }

    private ReplicatorConfig.Builder guest() {
        return guest("");
    }

    private ReplicatorConfig.Builder guest(String ofTarget) {
        return SmallSteps.config(pair)
                .source(pair.source().uri(role, "x", pair.sourceDatabase()))
                .target(pair.target().uri(role, "x", pair.targetDatabase()) + ofTarget);
    }

    private static ReplicatorException failure(ReplicatorConfig.Builder config) {
        return catchThrowableOfType(ReplicatorException.class, () -> check(config));
    }

    private static List<Finding> readOnly(ReplicatorConfig.Builder config) {
        return check(config).stream()
                .filter(finding -> finding.message().contains("default_transaction_read_only is on"))
                .toList();
    }

    private static List<Finding> check(ReplicatorConfig.Builder config) {
        try (Replicator replicator = Replicator.open(config.build(), ReplicationListener.NONE)) {
            return replicator.check().findings();
        }
    }

    /** From another database: what keeps others from theirs may keep a superuser from it too. */
    private void superuser(String side, String sql) throws SQLException {
        PostgresServer server = side.equals("source") ? pair.source() : pair.target();
        try (Connection connection = server.superuser("postgres")) {
            execute(connection, sql);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
