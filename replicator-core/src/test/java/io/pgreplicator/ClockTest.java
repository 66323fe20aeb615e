package io.pgreplicator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Clocks are set back and forth, on three machines. What is done, and in which order, is decided by transactions and
 * journals; a time of day is only ever written down or shown.
 */
class ClockTest {
    private static final Path MAIN = Path.of(System.getProperty("basedir", "")).resolve("src/main");
    private static final Pattern SERVER_TIME =
            Pattern.compile("\\b(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\\(\\)"
                    + "|\\b(?i:current_timestamp|localtimestamp|current_time|current_date)\\b");

    @Test
    void theProgramDoesNotAskForTheTimeOfDay() {
        noClasses()
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .orShould()
                .callMethod(OffsetDateTime.class, "now")
                .orShould()
                .callMethod(ZonedDateTime.class, "now")
                .orShould()
                .callConstructor(Date.class)
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.pgreplicator"));
    }

    /** Each place was looked at: a new one must be, too, and must neither choose work nor end it. */
    @Test
    void serversAreAskedForTheirTimeOnlyToWriteItDownOrToShowIt() throws IOException {
        var places = new TreeSet<String>();
        try (Stream<Path> files = Files.walk(MAIN)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (SERVER_TIME.matcher(Files.readString(file)).find()) {
                    places.add(String.valueOf(file.getFileName()));
                }
            }
        }
        assertThat(places)
                .isEqualTo(new TreeSet<>(List.of(
                        "CommandQueue.java", // answered_at: to show it
                        "CopyJournal.java", // copied_at: compared with null alone
                        "CutoverRecord.java", // restored_at: compared with null alone
                        "Leader.java", // seen_at and synced_at, for status
                        "Migration.java", // last_round_at, for status
                        "Rebuilding.java", // built_at and finished_at: compared with null alone
                        "Renewal.java", // finished_at: the same
                        "VerificationRecord.java", // ended_at: a warning of the guardrails
                        "blockers.sql", // a warning of the check
                        "end_cutover.sql", // ended_at: compared with null alone
                        "end_unended_cutovers.sql", // the same
                        "open_transactions.sql", // the age of a transaction, to show it
                        "record_refused_row.sql", // last_seen, for status
                        "record_sequences.sql", // seen_at, for status
                        "record_verification.sql", // ended_at, to show it
                        "schema.sql", // created_at, installed_at and the time of a switch: never read
                        "settle_built.sql", // built_at: compared with null alone
                        "status.sql", // what status shows
                        "take_commands.sql"))); // taken_at: compared with null alone
    }
}
