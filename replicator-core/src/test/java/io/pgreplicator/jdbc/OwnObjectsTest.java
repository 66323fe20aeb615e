package io.pgreplicator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.control.Migration;
import io.pgreplicator.sql.SqlFile;
import java.util.List;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class OwnObjectsTest {
    private static final Pattern MADE =
            Pattern.compile("^CREATE (?:TABLE|SEQUENCE|FUNCTION) \\w+\\.(\\w+)", Pattern.MULTILINE);

    @Test
    void namesAllThatIsMadeWithTheCaptureSchema() {
        assertNamed("replicator_capture", CaptureSchema.creation(new UUID(0, 0)));
    }

    @Test
    void namesAllThatIsMadeWithTheControlSchema() {
        assertNamed(
                "replicator",
                SqlFile.of(Migration.class, "schema.sql")
                        .with("migration_id", "")
                        .text());
    }

    private static void assertNamed(String schema, String creation) {
        List<String> made = MADE.matcher(creation)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
        String own = SqlFile.of(OwnSchemaDrop.class, "own_objects.sql")
                .with("schema", schema)
                .text();
        assertThat(made).isNotEmpty().allSatisfy(name -> assertThat(own).containsPattern("'" + name + "(/\\d+)?'"));
    }
}
