package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Leftovers;
import io.pgreplicator.it.Patience;
import io.pgreplicator.it.ReplicatorProcess;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user gets wrong: one clear paragraph, the contract's exit code, no stack trace, nothing changed. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
@InTurn
class BadInputIT {

    @Test
    void eachMistakeHasItsExitCodeAndSaysWhatToDo() throws SQLException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE keyed (id int PRIMARY KEY)");
            String source = journey.pair.sourceUri();
            String target = journey.pair.targetUri();
            expect(2, "--no-such-flag", "run", "--no-such-flag", "--source", source, "--target", target);
            expect(2, "copy.streams", "run", "--set", "copy.strems=2", "--source", source, "--target", target);
            expect(2, "source", "run", "--source", "postgresql://a:secret@[bad", "--target", target);
            expect(2, "password", "run", "--source", source.replace(":app@", ":secret@"), "--target", target);
            expect(2, "no_such_database", "run", "--source", source + "_no_such_database", "--target", target);
            expect(6, "127.0.0.1:1", "run", "--source", "postgresql://a:secret@127.0.0.1:1/x", "--target", target);
            expect(2, "no-such-file.yml", "run", "--config", "no-such-file.yml");

            journey.onBoth("CREATE TABLE keyless (v int)");
            expect(3, "IDENTITY UNIQUE", "run", "--source", source, "--target", target);
            journey.onBoth("DROP TABLE keyless");
            journey.onSource("CREATE TABLE missing (id int PRIMARY KEY)");
            expect(3, "schema", "run", "--source", source, "--target", target);
            assertThat(Leftovers.find(journey.source)).isEmpty();
            assertThat(Leftovers.find(journey.target)).isEmpty();
        }
    }

    /** What a server says before it lets anybody in; a proxy or a timeout of ours must not stand in its place. */
    @ParameterizedTest
    @ValueSource(strings = {"source", "target"})
    void whatTheServerSaysWhenItRefusesIsShown(String side) throws SQLException, IOException {
        try (Journey journey = Journey.empty(15, 15);
                Connection superuser =
                        side.equals("source") ? journey.pair.sourceSuperuser() : journey.pair.targetSuperuser()) {
            String uri = side.equals("source") ? journey.pair.sourceUri() : journey.pair.targetUri();
            String other = side.equals("source") ? journey.pair.targetUri() : journey.pair.sourceUri();
            for (String verb : List.of("check", "run")) {
                refused(
                        side,
                        other,
                        verb,
                        uri + "?options=-c%20statement_timeout%3D1",
                        "canceling statement due to statement timeout");
                refused(side, other, verb, uri.replaceFirst(":[^:@/]*@", ":secret@"), "password authentication failed");
                refused(side, other, verb, uri + "_gone", "_gone\" does not exist");
                try (StartingServer server = new StartingServer()) {
                    refused(side, other, verb, server.uri(), "the database system is starting up");
                }
            }
            Journey.execute(
                    superuser,
                    "DO $$BEGIN EXECUTE format('ALTER DATABASE %I CONNECTION LIMIT 0', current_database()); END$$");
            refused(side, other, "check", uri, "too many connections for database");
            refused(side, other, "run", uri, "too many connections for database");
        }
    }

    private static void refused(String side, String other, String verb, String uri, String said) {
        String[] arguments = {verb, "--" + side, uri, side.equals("source") ? "--target" : "--source", other};
        if (said.contains("timeout")) {
            // it ends whichever statement takes so long: one of the first contact, one of the check, or none on a quick
            // machine
            try (ReplicatorProcess process = ReplicatorProcess.start(arguments)) {
                boolean ended = process.waitFor(Patience.LIMIT) == 6;
                String output = process.stdout() + process.stderr();
                assertThat(output).doesNotContain("request timed out");
                assertThat(output.contains(said)).as(output).isEqualTo(ended || output.contains("canceling"));
            }
        } else {
            expect(said.contains("password") || said.contains("exist") ? 2 : 6, said, arguments);
        }
    }

    /** Answers every attempt to connect as a server does while it starts. */
    private static final class StartingServer implements AutoCloseable {
        private static final int SSL_REQUEST = 80877103;
        private static final byte[] SAID =
                "SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0".getBytes(StandardCharsets.US_ASCII);

        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final Thread thread = new Thread(this::answer, "starting-server");

        StartingServer() throws IOException {
            thread.start();
        }

        String uri() {
            return "postgresql://a:secret@127.0.0.1:" + socket.getLocalPort() + "/b";
        }

        private void answer() {
            while (!socket.isClosed()) {
                try (Socket client = socket.accept();
                        var in = new DataInputStream(client.getInputStream());
                        var out = new DataOutputStream(client.getOutputStream())) {
                    int length = in.readInt();
                    if (in.readInt() == SSL_REQUEST) {
                        out.write('N');
                        length = in.readInt();
                        in.readInt();
                    }
                    in.readNBytes(length - 8);
                    out.write('E');
                    out.writeInt(SAID.length + 4);
                    out.write(SAID);
                } catch (IOException e) {
                    // the client has gone, or the test has ended
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void aSecondReplicatorOfTheSameMigrationIsRefused() throws SQLException {
        try (Journey journey = Journey.empty(15, 15)) {
            journey.onBoth("CREATE TABLE keyed (id int PRIMARY KEY)");
            List<String> both = List.of("--source", journey.pair.sourceUri(), "--target", journey.pair.targetUri());
            var run = new ArrayList<>(List.of("run"));
            run.addAll(both);
            try (ReplicatorProcess first = ReplicatorProcess.start(run.toArray(new String[0]))) {
                first.awaitOutput("following the source", Patience.LIMIT);
                expect(7, "status", run.toArray(new String[0]));
                var uninstall = new ArrayList<>(List.of("uninstall"));
                uninstall.addAll(both);
                expect(7, "status", uninstall.toArray(new String[0]));
                first.terminate();
                assertThat(first.waitFor(Patience.LIMIT)).isZero();
            }
            journey.assertArrived();
        }
    }

    private static void expect(int exitCode, String mentioned, String... arguments) {
        try (ReplicatorProcess process = ReplicatorProcess.start(arguments)) {
            int code = process.waitFor(Patience.LIMIT);
            String said = process.stderr();
            assertThat(code).as("%s: %s", List.of(arguments), said).isEqualTo(exitCode);
            assertThat(said).contains(mentioned).doesNotContain("secret").doesNotContain("\tat ");
        }
    }
}
