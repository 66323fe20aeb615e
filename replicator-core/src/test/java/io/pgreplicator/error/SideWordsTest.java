package io.pgreplicator.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SideWordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "column m is x on the target, y on the source.|column m is x on the source, y on the target.",
                "The source's index allows other rows than the target's|The target's index allows other rows than the source's",
                "On the target, as an administrator: DROP RULE r ON t;|On the source, as an administrator: DROP RULE r ON t;",
                "target tables: missing: public.a|source tables: missing: public.a",
                "  source: it is a standby|  target: it is a standby",
                "source|target",
                "Give --source the address|Give --target the address",
                "run 'replicator uninstall --source-only' with this source|run 'replicator uninstall --target-only' with this target",
                "the tables' rows of the source|the tables' rows of the target",
            })
    void turnsWhatIsSaid(String said, String turned) {
        assertThat(SideWords.turned(said)).isEqualTo(turned);
        assertThat(SideWords.turned(turned)).isEqualTo(said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "column target of source.orders",
                "target.orders: 3 rows",
                "ALTER TYPE x ADD VALUE 'the target';",
                "ALTER TYPE x ADD VALUE 'it''s the target';",
                "DEFAULT E'on the source'::text",
                "DROP TABLE \"the source\", \"a\"\"the target\";",
                "AS $body$ -- what the target's owner said\nRETURN 'the source'; $body$;",
            })
    void leavesStatementsAndNamesAsTheyAre(String statement) {
        assertThat(SideWords.turned(statement)).isEqualTo(statement);
        assertThat(SideWords.turned("On the target: " + statement)).isEqualTo("On the source: " + statement);
    }

    @Test
    void aLongStatementIsNoTrouble() {
        String statement = "SELECT '" + "the target''s ".repeat(100_000) + "';";
        assertThat(SideWords.turned("On the source: " + statement)).isEqualTo("On the target: " + statement);
    }
}
