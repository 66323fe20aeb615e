package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.ReplicatorProcess;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What must never be shown: values of rows, and passwords. All output is searched for them, also in full detail. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class SecrecyIT {
    private static final Duration LIMIT = Duration.ofSeconds(150);
    private static final String VALUE = "vertraulich";

    @TempDir
    Path folder = Path.of("");

    /** The server names the row in the detail of the error. */
    @Test
    void noValueOfARowThatFailsAnIndexReachesOutputLogOrStatus() throws SQLException, IOException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE doubled (id int PRIMARY KEY, v text)");
            Journey.execute(journey.target, "CREATE UNIQUE INDEX doubled_v ON doubled (v)");
            journey.onSource("INSERT INTO doubled SELECT n, '" + VALUE + "' FROM generate_series(1, 2) AS n");
            assertSecret(journey, "could not create unique index \"doubled_v\"");
        }
    }

    @Test
    void noValueOfARejectedRowReachesOutputLogOrStatus() throws SQLException, IOException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE rejected (id int PRIMARY KEY, v text)");
            Journey.execute(journey.target, "ALTER TABLE rejected ADD CONSTRAINT short CHECK (length(v) < 5)");
            journey.onSource("INSERT INTO rejected VALUES (1, '" + VALUE + "')");
            assertSecret(journey, "violates check constraint \"short\"");
        }
    }

    /** Whoever logs a failure with its causes logs what the driver made of it. */
    @Test
    void noValueOfARowIsInTheCausesOfAFailure() throws SQLException {
        try (Journey journey = Journey.empty(15, 15);
                Ends ends = Ends.of(journey.config().build());
                Session session = ends.target().open(Role.CONTROL)) {
            Journey.execute(journey.target, "CREATE TABLE doubled (v text UNIQUE)");
            String insert = "INSERT INTO public.doubled VALUES ('" + VALUE + "')";
            session.runInTransaction(() -> session.execute(insert));
            assertThatThrownBy(() -> session.runInTransaction(() -> session.execute(insert)))
                    .satisfies(failure -> assertThat(trace(failure))
                            .contains("duplicate key value")
                            .doesNotContain(VALUE));
        }
    }

    /** Runs until the message is in the output and in the control schema; then searches all that was said. */
    private void assertSecret(Journey journey, String message) throws SQLException, IOException {
        Path log = folder.resolve("run.log");
        List<String> run = arguments(journey, "run", "--debug", "--log-file", log.toString());
        List<String> said = new ArrayList<>();
        try (ReplicatorProcess process = ReplicatorProcess.start(run.toArray(new String[0]))) {
            process.awaitOutput(message, LIMIT);
            await().atMost(LIMIT).until(() -> control(journey).contains(message));
            process.terminate();
            process.waitFor(LIMIT);
            said.addAll(List.of(process.stdout(), process.stderr(), Files.readString(log), control(journey)));
        }
        try (ReplicatorProcess status =
                ReplicatorProcess.start(arguments(journey, "status", "--json").toArray(new String[0]))) {
            status.waitFor(LIMIT);
            said.addAll(List.of(status.stdout(), status.stderr()));
        }
        assertThat(said).noneMatch(text -> text.contains(VALUE));
        assertThat(said.get(4)).contains(message.replace("\"", "\\\""));
    }

    @Test
    void noPasswordReachesOutputOrLogWhereverItCameFrom() throws SQLException, IOException {
        String password = "zq1, \"w'x %2C:@/é; zq2";
        String uriForm = URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20");
        String pairForm = password.replace("\\", "\\\\").replace("'", "\\'");
        try (Journey journey = Journey.empty(15, 15);
                Connection superuser = journey.pair.sourceSuperuser()) {
            String role = "made_by_test_" + journey.pair.sourceDatabase();
            Journey.execute(superuser, "CREATE ROLE " + role + " LOGIN PASSWORD '" + password.replace("'", "''") + "'");
            String at = "@127.0.0.1:" + journey.pair.source().port() + "/" + journey.pair.sourceDatabase();
            String pairs = "host=127.0.0.1 port=" + journey.pair.source().port() + " user=" + role + " dbname="
                    + journey.pair.sourceDatabase();
            String bare = "postgresql://" + role + at;
            String full = "postgresql://" + role + ":" + uriForm + at;
            Path passFile = privately("pgpass", "*:*:*:" + role + ":" + password.replace(":", "\\:"));
            Path service = privately("service", "[odd]\n" + pairs.replace(" ", "\n") + "\npassword=" + password + "\n");
            try {
                searched(
                        3,
                        Map.of(),
                        full + "?sslpassword=" + uriForm,
                        "--target",
                        pairs + " password='" + pairForm + "' sslpassword='" + pairForm + "'");
                searched(
                        3,
                        Map.of("PGPASSFILE", passFile.toString(), "PGSERVICEFILE", service.toString()),
                        bare + "?sslpassword=" + uriForm,
                        "--target",
                        "service=odd sslpassword='" + pairForm + "'");
                searched(3, Map.of("PGPASSWORD", password), bare + "?sslpassword=" + uriForm);
                // not quoted, so that it falls into pieces
                searched(2, Map.of(), ("postgresql://" + role + ":zq1, w zq2" + at).split(" "));
            } finally {
                Journey.execute(superuser, "DROP ROLE " + role);
            }
        }
    }

    private void searched(int exitCode, Map<String, String> environment, String... source) throws IOException {
        Path log = folder.resolve("check.log");
        Files.deleteIfExists(log);
        var arguments = new ArrayList<>(List.of("check", "--debug", "-v", "--log-file", log.toString(), "--source"));
        arguments.addAll(List.of(source));
        try (ReplicatorProcess process = ReplicatorProcess.start(arguments, Map.of(), environment)) {
            int code = process.waitFor(LIMIT);
            String written = Files.exists(log) ? Files.readString(log) : "";
            assertThat(process.stdout() + process.stderr() + written)
                    .doesNotContain("zq1", "zq2")
                    .isNotBlank();
            // a locale that has no \u00e9 makes another password of it
            assertThat(code).as("%s", process).isIn(exitCode, 2);
        }
    }

    private Path privately(String name, String text) throws IOException {
        Path file = Files.createFile(
                folder.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }

    /** Everything that the control schema on the target holds. */
    private static String control(Journey journey) throws SQLException {
        try (Connection superuser = journey.pair.targetSuperuser();
                Statement statement = superuser.createStatement();
                ResultSet row = statement.executeQuery("SELECT schema_to_xml('replicator', true, false, '')")) {
            row.next();
            return row.getString(1);
        }
    }

    private static List<String> arguments(Journey journey, String... verb) {
        var arguments = new ArrayList<>(List.of(verb));
        arguments.addAll(List.of("--source", journey.pair.sourceUri(), "--target", journey.pair.targetUri()));
        return arguments;
    }

    private static String trace(Throwable failure) {
        var text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
