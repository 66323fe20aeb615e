package io.pgreplicator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.sql.SqlFile;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnObjectsTest {
    private static final Pattern MADE =
            Pattern.compile("^CREATE (?:TABLE|SEQUENCE|FUNCTION) \\w+\\.(\\w+)", Pattern.MULTILINE);

    @ParameterizedTest
    @CsvSource({
        "io.pgreplicator.capture.CaptureSchema, replicator_capture",
        "io.pgreplicator.control.Migration, replicator"
    })
    void namesAllThatIsMadeWithTheSchema(Class<?> owner, String schema) {
        List<String> made = MADE.matcher(SqlFile.of(owner, "schema.sql")
                        .with("migration_id", "")
                        .with("type_structure", "")
                        .text())
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
        String own = SqlFile.of(OwnSchemaDrop.class, "own_objects.sql")
                .with("schema", schema)
                .text();
        assertThat(made).isNotEmpty().allSatisfy(name -> assertThat(own).containsPattern("'" + name + "(/\\d+)?'"));
    }
}
