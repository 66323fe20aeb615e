package io.pgreplicator.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.telemetry.Finding;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Compares servers that nobody can start here. Confined to the test thread. */
class ServerCheckTest {

    private static final TargetStatements STATEMENTS = new TargetStatements() {
        @Override
        public Optional<String> creation() {
            return Optional.empty();
        }

        @Override
        public String creationWithEncoding() {
            return "create another";
        }

        @Override
        public ReadOnlySetting readOnly() {
            return new ReadOnlySetting("for the database", "make it writable");
        }
    };

    private final Findings findings = new Findings();

    @Test
    void goesNoFurtherWithServersThatAreTooOld() {
        assertThat(ServerCheck.compare(
                        server(90_624, "UTF8", 63), server(110_020, "UTF8", 63), false, STATEMENTS, findings))
                .isFalse();
        assertThat(findings.list()).extracting(Finding::level).containsExactly(Finding.Level.FAIL, Finding.Level.FAIL);
        assertThat(findings.list())
                .extracting(Finding::cure)
                .containsExactly(
                        "Upgrade the source to PostgreSQL 10 or newer.",
                        "Upgrade the target to PostgreSQL 12 or newer.");
    }

    @Test
    void warnsOfServersNewerThanIsKnown() {
        assertThat(ServerCheck.compare(
                        server(180_001, "UTF8", 63), server(190_000, "UTF8", 63), false, STATEMENTS, findings))
                .isTrue();
        assertThat(findings.list())
                .filteredOn(finding -> finding.level() == Finding.Level.WARN)
                .extracting(Finding::subject)
                .containsExactly("target");
    }

    @Test
    void refusesAnOlderTargetAndShorterNames() {
        assertThat(ServerCheck.compare(
                        server(150_018, "UTF8", 63), server(140_010, "UTF8", 31), false, STATEMENTS, findings))
                .isTrue();
        assertThat(fails())
                .containsExactly(
                        "PostgreSQL 14.10 is older than the source's 15.18",
                        "it cuts names after 31 bytes, the source after 63");
    }

    @Test
    void judgesEncodingsByWhatTheTargetCanHold() {
        ServerCheck.compare(server(150_018, "LATIN1", 63), server(150_018, "UTF8", 63), false, STATEMENTS, findings);
        ServerCheck.compare(server(150_018, "SQL_ASCII", 63), server(150_018, "UTF8", 63), false, STATEMENTS, findings);
        assertThat(fails()).isEmpty();
        ServerCheck.compare(server(150_018, "UTF8", 63), server(150_018, "SQL_ASCII", 63), false, STATEMENTS, findings);
        ServerCheck.compare(server(150_018, "LATIN1", 63), server(150_018, "LATIN2", 63), false, STATEMENTS, findings);
        assertThat(fails()).hasSize(2).allMatch(message -> message.contains("not every character"));
    }

    private List<String> fails() {
        return findings.list().stream()
                .filter(finding -> finding.level() == Finding.Level.FAIL)
                .map(Finding::message)
                .toList();
    }

    private static Server server(int version, String encoding, int longestName) {
        String text = version / 10_000 + "." + version % 10_000;
        return new Server(
                version, text, false, false, "app", "role", encoding, "libc C", 97, 3, longestName, -1, -1, "app");
    }
}
