package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.InTurn;
import io.pgreplicator.it.Leftovers;
import io.pgreplicator.it.PostgresServer;
import io.pgreplicator.it.PostgresServers;
import io.pgreplicator.it.ServerPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The runbook, walked from top to bottom: its own commands, in its order, on servers with the restricted roles, while an application
 * places orders. Each must exit as the document says and print what the document shows. {@code -Drunbook.transcript=FILE} writes all
 * that was printed to a file.
 */
@Timeout(600)
@InTurn
class RunbookIT {
    private static final Duration LOOKING = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @Test
    void herokuToRds() throws IOException, InterruptedException, SQLException {
        PostgresServer rds = ServerPool.target(17);
        rds.createTargetDatabase("shop");
        walk("runbook-heroku-to-rds.md", rds, "rds_master:rds", "shop.abc123.us-east-1.rds.amazonaws.com:5432");
    }

    @Test
    void herokuToHeroku() throws IOException, InterruptedException, SQLException {
        PostgresServer advanced = ServerPool.source(17);
        advanced.createSourceDatabase("shop");
        walk(
                "runbook-heroku-to-heroku-advanced.md",
                advanced,
                "heroku_app:app",
                "ec2-203-0-113-9.compute-1.amazonaws.com:5432");
    }

    /** {@code login} to the database "shop" of the server {@code to}, which the document calls {@code place}. */
    private void walk(String name, PostgresServer to, String login, String place)
            throws IOException, InterruptedException, SQLException {
        // a server of its own: another test may have made the roles of a target on one that is shared
        try (PostgresServer from = PostgresServers.start(15)) {
            from.createSourceDatabase("shop");
            walk(name, from, to, meanings(from, to, login, place));
        }
    }

    private void walk(String name, PostgresServer from, PostgresServer to, Map<String, String> meanings)
            throws IOException, InterruptedException, SQLException {
        try (DatabasePair pair = new DatabasePair(from, "shop", to, "shop");
                RunbookShell shell = new RunbookShell(directory, meanings)) {
            try (Connection owner = pair.connectSource()) {
                Journey.execute(owner, RunbookShell.resource("runbook/shop.sql"));
            }
            Files.writeString(shell.databaseUrl(), pair.sourceUri());
            try (ShopApplication application = new ShopApplication(shell.databaseUrl())) {
                walk(document(name), shell, application);
                application.stop();
                assertThat(application.failures()).isEmpty();
                assertThat(application.refused())
                        .as("writes refused, at three switches")
                        .isPositive();
                try (Connection target = pair.targetSuperuser();
                        Connection source = pair.sourceSuperuser()) {
                    assertThat(application.lostIn(target)).isEmpty();
                    assertThat(Leftovers.find(target)).isEmpty();
                    assertThat(Leftovers.find(source)).isEmpty();
                }
            }
        }
    }

    private static void walk(Runbook runbook, RunbookShell shell, ShopApplication application)
            throws IOException, InterruptedException {
        assertThat(runbook.steps()).isNotEmpty();
        for (Runbook.Step step : runbook.steps()) {
            RunbookShell.Outcome outcome = shell.run(step.commands());
            long endNanos = System.nanoTime() + LOOKING.toNanos();
            // whoever reads the status while it does not follow yet looks again, and so for a line that a run has not
            // printed yet
            while ((isEarly(step, outcome) || isBehind(step, outcome, shell)) && System.nanoTime() < endNanos) {
                Thread.sleep(500);
                outcome = shell.run(step.commands());
            }
            note(step, outcome);
            String description = "%s:%d\n%s\nprinted, with exit code %d:\n%s"
                    .formatted(
                            runbook.document().getFileName(),
                            step.line(),
                            step.commands(),
                            outcome.exitCode(),
                            outcome.printed());
            assertThat(outcome.exitCode()).as(description).isEqualTo(step.exitCode());
            assertThat(step.substituted(shell::substitute).missing(outcome.printed()))
                    .as(description)
                    .isEmpty();
            application.awaitMore(1);
            assertThat(application.failures()).as(description).isEmpty();
        }
    }

    private static boolean isEarly(Runbook.Step step, RunbookShell.Outcome outcome) {
        return step.commands().strip().equals("replicator status")
                && !outcome.printed().contains("phase       following");
    }

    /** A run shows its events some seconds after they have happened. */
    private static boolean isBehind(Runbook.Step step, RunbookShell.Outcome outcome, RunbookShell shell) {
        return step.commands().strip().endsWith("cat run.out")
                && !step.substituted(shell::substitute)
                        .missing(outcome.printed())
                        .isEmpty();
    }

    private static void note(Runbook.Step step, RunbookShell.Outcome outcome) throws IOException {
        String transcript = System.getProperty("runbook.transcript");
        if (transcript != null) {
            Files.writeString(
                    Path.of(transcript),
                    "=== line %d\n%s--- exit code %d\n%s"
                            .formatted(step.line(), step.commands(), outcome.exitCode(), outcome.printed()),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }

    /** The addresses and passwords of the document, and those of the stand-ins, which have no TLS. */
    private static Map<String, String> meanings(PostgresServer from, PostgresServer to, String login, String place) {
        var meanings = new LinkedHashMap<String, String>();
        meanings.put("PASSWORD@" + place, login.substring(login.indexOf(':') + 1) + "@" + place);
        meanings.put(place, to.host() + ":" + to.port());
        meanings.put("heroku_app:PASSWORD@", "heroku_app:app@");
        meanings.put("ec2-198-51-100-7.compute-1.amazonaws.com:5432", from.host() + ":" + from.port());
        meanings.put("?sslmode=require", "");
        meanings.put("?sslmode=verify-full&sslrootcert=/etc/ssl/certs/rds.pem", "");
        return meanings;
    }

    private static Runbook document(String name) throws IOException {
        Path folder = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        return Runbook.read(folder.resolve("../docs").resolve(name).normalize());
    }
}
