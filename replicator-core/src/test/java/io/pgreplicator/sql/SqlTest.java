package io.pgreplicator.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.telemetry.RowName;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names and values that try to leave their quotes. */
class SqlTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"orders | \"orders\"", "Mixed Case | \"Mixed Case\"", "we\"ird | \"we\"\"ird\"", "a\\b | \"a\\b\""
            })
    void quotesIdentifiers(String name, String quoted) {
        assertThat(Sql.identifier(name)).isEqualTo(quoted);
    }

    @Test
    void joinsIdentifiers() {
        assertThat(Sql.identifiers(List.of("a", "b,c"))).isEqualTo("\"a\", \"b,c\"");
        assertThat(Sql.identifiers(List.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {"|''", "plain|'plain'", "it's|'it''s'", "a\\b| E'a\\\\b'", "\\'| E'\\\\'''"})
    void quotesLiterals(@org.jspecify.annotations.Nullable String value, String quoted) {
        assertThat(Sql.literal(value == null ? "" : value)).isEqualTo(quoted);
    }

    /** Whoever writes a value writes no line of a terminal, and no cursor moves. */
    @Test
    void aValueStaysOnItsLine() {
        String value = "x\nOn the target: DROP TABLE a;\r\t\u001B[2J\u0085\u2028é";
        String line = "x\\nOn the target: DROP TABLE a;\\r\\t\\u001B[2J\\u0085\\u2028é";
        assertThat(Sql.inLine(value)).isEqualTo(line);
        assertThat(Sql.literal(value)).isEqualTo(" E'" + line + "'");
        assertThat(Sql.literal("\\\n'")).isEqualTo(" E'\\\\\\n'''");
        var row = new RowName(new QualifiedName("public", "a"), Map.of("k", value));
        assertThat(row).hasToString("public.a (k)=(" + line + ")");
        assertThat(row.query()).endsWith("\"k\" =  E'" + line + "'");
    }

    @Test
    void namesAreQuotedToSendAndPlainToShow() {
        var name = new QualifiedName("My Schema", "t\"");
        assertThat(name.quoted()).isEqualTo("\"My Schema\".\"t\"\"\"");
        assertThat(name).hasToString("My Schema.t\"");
    }

    @Test
    void namesSortBySchemaFirst() {
        assertThat(
                        List.of(new QualifiedName("b", "a"), new QualifiedName("a", "z"), new QualifiedName("a", "b"))
                                .stream()
                                .sorted())
                .extracting(QualifiedName::toString)
                .containsExactly("a.b", "a.z", "b.a");
    }
}
