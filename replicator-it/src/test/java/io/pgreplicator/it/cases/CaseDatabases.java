package io.pgreplicator.it.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.it.DatabaseDiff;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.DiffOptions;
import io.pgreplicator.it.Leftovers;
import io.pgreplicator.sql.QualifiedName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** The two databases of a case, the sessions of its workload, and the comparisons. Confined to one thread. */
final class CaseDatabases implements AutoCloseable {
    /** Each table with itself, each sequence with the table that owns it. */
    private static final String TABLES = """
            SELECT n.nspname, t.relname, format('%I.%I', m.nspname, c.relname)
            FROM pg_class AS c JOIN pg_namespace AS m ON m.oid = c.relnamespace
                LEFT JOIN pg_depend AS d ON c.relkind = 'S' AND d.classid = 'pg_class'::regclass AND d.objid = c.oid
                    AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
                JOIN pg_class AS t ON t.oid = coalesce(d.refobjid, c.oid) JOIN pg_namespace AS n ON n.oid = t.relnamespace
            WHERE c.relkind IN ('r', 'p', 'S')""";

    /** Two databases made alike on two servers made alike may give types the same oids, which hides mistakes. */
    private static final String OTHER_OIDS =
            "DO $$BEGIN FOR i IN 1..9 LOOP CREATE TYPE shift AS ENUM ();" + " DROP TYPE shift; END LOOP; END$$";

    private final CaseDirectory directory;
    private final DatabasePair pair;
    private final Connection sourceSuperuser;
    private final Connection targetSuperuser;
    private final Map<String, Connection> sessions = new HashMap<>();

    private CaseDatabases(CaseDirectory directory, DatabasePair pair) throws SQLException {
        this.directory = directory;
        this.pair = pair;
        this.sourceSuperuser = pair.sourceSuperuser();
        this.targetSuperuser = pair.targetSuperuser();
    }

    /** Creates both, with schema and rows. */
    static CaseDatabases create(CaseDirectory directory, VersionPair versions) throws SQLException {
        var databases = new CaseDatabases(directory, DatabasePair.create(versions.source(), versions.target()));
        try {
            databases.fill();
            return databases;
        } catch (SQLException | RuntimeException | Error e) {
            databases.close();
            throw e;
        }
    }

    private void fill() throws SQLException {
        execute(targetSuperuser, OTHER_OIDS, "the making of other oids");
        runFile(sourceSuperuser, CaseDirectory.SUPERUSER);
        runFile(targetSuperuser, CaseDirectory.SUPERUSER);
        try (Connection source = pair.connectSource();
                Connection target = pair.connectTarget()) {
            runFile(source, CaseDirectory.SCHEMA);
            runFile(target, CaseDirectory.SCHEMA);
            runFile(source, CaseDirectory.SOURCE);
            runFile(target, CaseDirectory.TARGET);
            runFile(source, CaseDirectory.ROWS);
        }
    }

    DatabasePair pair() {
        return pair;
    }

    /** Runs a section of the workload in its session. */
    void run(Step step) throws SQLException {
        Connection session = sessions.get(step.session());
        if (session == null) {
            session = connect(step.session());
            sessions.put(step.session(), session);
        }
        execute(session, step.sql(), "workload.sql:" + step.line() + " (" + step.session() + ")");
    }

    /** Runs the cures there are, each on its side. */
    void cure() throws SQLException {
        try (Connection source = pair.connectSource();
                Connection target = pair.connectTarget()) {
            runFile(source, CaseDirectory.CURE);
            runFile(target, CaseDirectory.CURE_TARGET);
        }
    }

    /** Fails unless both hold the same rows. */
    void assertSameRows() throws SQLException {
        compare(options().withoutCatalog().withoutSequencePositions());
    }

    /** Fails unless both are the same in every respect that counts. */
    void assertSame() throws SQLException {
        compare(directory.properties().definitions() ? options() : options().withoutCatalog());
    }

    /** Fails if the replicator left anything on either side. */
    void assertNothingLeft() throws SQLException {
        assertThat(Leftovers.find(sourceSuperuser)).as("left on the source").isEmpty();
        assertThat(Leftovers.find(targetSuperuser)).as("left on the target").isEmpty();
    }

    @Override
    public void close() throws SQLException {
        for (Connection session : sessions.values()) {
            session.close();
        }
        sourceSuperuser.close();
        targetSuperuser.close();
        pair.close();
    }

    private void compare(DiffOptions options) throws SQLException {
        DatabaseDiff.compare(sourceSuperuser, targetSuperuser, options).assertIdentical();
    }

    private DiffOptions options() throws SQLException {
        var filter = directory.properties().tables();
        DiffOptions options = DiffOptions.replicated();
        try (Statement statement = sourceSuperuser.createStatement();
                ResultSet row = statement.executeQuery(TABLES)) {
            while (row.next()) {
                if (!filter.includes(new QualifiedName(row.getString(1), row.getString(2)))) {
                    options = options.withoutTable(row.getString(3));
                }
            }
        }
        return options;
    }

    private Connection connect(String session) throws SQLException {
        return switch (session) {
            case Step.TARGET -> pair.connectTarget();
            case Step.SUPERUSER -> pair.sourceSuperuser();
            default -> pair.connectSource();
        };
    }

    private void runFile(Connection connection, String name) throws SQLException {
        var sql = directory.file(name);
        if (sql.isPresent()) {
            execute(connection, sql.get(), name);
        }
    }

    private void execute(Connection connection, String sql, String where) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        } catch (SQLException e) {
            throw new SQLException(directory.name() + ", " + where + ": " + e.getMessage(), e.getSQLState(), e);
        }
    }
}
