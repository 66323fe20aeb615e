package io.pgreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.capture.CaptureSchema;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;

/**
 * Every server understands every SQL file of the engine, as the role that sends it. A query runs with null for each
 * parameter, a statement that changes rows is prepared, anything else runs; all of it is rolled back. There are no
 * exceptions: a new file whose variables have no values in {@link EngineSql} is red. Confined to the test thread.
 */
class SqlFilesIT {
    private static final Pattern FIRST_WORD = Pattern.compile("(?:--[^\\n]*\\n|\\s)*(\\w+)");
    private static final Map<String, Pattern> TABLES = Map.of(
            "source", Pattern.compile("(?<![\\w'])replicator_capture\\.\\w"),
            "target", Pattern.compile("(?<![\\w'])replicator\\.\\w"));

    private static final List<String> CAPTURE =
            CaptureSchema.FILES.stream().map(file -> "capture/" + file).toList();

    static List<Integer> majors() {
        return PostgresServers.majors();
    }

    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("majors")
    void everyServerUnderstandsEveryFile(int major) throws SQLException, IOException {
        var problems = new ArrayList<String>();
        try (DatabasePair pair = DatabasePair.create(major, major);
                Connection source = pair.connectSource();
                Connection target = pair.connectTarget()) {
            sendAll(source, "source", CAPTURE, major, problems);
            sendAll(target, "target", List.of("control/schema.sql"), major, problems);
        }
        assertThat(problems).isEmpty();
    }

    @Test
    void everyValueIsForAFile() throws IOException {
        assertThat(EngineSql.files()).isNotEmpty().containsAll(EngineSql.withValues());
    }

    /** Sends what belongs to a side: all but the files that name tables of ours which only the other side has. */
    private static void sendAll(Connection to, String side, List<String> schema, int major, List<String> problems)
            throws SQLException, IOException {
        to.setAutoCommit(false);
        execute(to, EngineSql.TABLES);
        for (String file : schema) {
            execute(to, EngineSql.statement(file, major));
        }
        for (String file : EngineSql.files()) {
            if (schema.contains(file) || EngineSql.minimumVersion(file) > major) {
                continue;
            }
            Savepoint before = to.setSavepoint();
            try {
                String statement = EngineSql.statement(file, major);
                if (belongs(statement, side)) {
                    send(to, statement);
                }
            } catch (SQLException | IllegalStateException e) {
                problems.add(side + ", " + file + ": " + e.getMessage());
            }
            to.rollback(before);
        }
        to.rollback();
    }

    private static boolean belongs(String statement, String side) {
        return TABLES.entrySet().stream()
                .allMatch(entry -> entry.getKey().equals(side)
                        || !entry.getValue().matcher(statement).find());
    }

    private static void send(Connection to, String statement) throws SQLException, IOException {
        switch (firstWord(statement)) {
            case "SELECT", "WITH" -> query(to, statement);
            case "INSERT", "UPDATE", "DELETE" -> prepare(to, statement);
            case "COPY" ->
                to.unwrap(PGConnection.class).getCopyAPI().copyOut(statement, OutputStream.nullOutputStream());
            default -> execute(to, statement);
        }
    }

    private static String firstWord(String statement) {
        Matcher matcher = FIRST_WORD.matcher(statement);
        return matcher.lookingAt() ? matcher.group(1) : "";
    }

    private static void query(Connection to, String statement) throws SQLException {
        try (PreparedStatement query = to.prepareStatement(statement)) {
            for (int i = 1; i <= query.getParameterMetaData().getParameterCount(); i++) {
                query.setNull(i, Types.NULL);
            }
            query.executeQuery().close();
        }
    }

    private static void prepare(Connection to, String statement) throws SQLException {
        try (PreparedStatement change = to.prepareStatement(statement)) {
            change.getParameterMetaData();
        }
    }

    private static void execute(Connection to, String statement) throws SQLException {
        try (Statement change = to.createStatement()) {
            change.execute(statement);
        }
    }
}
