package io.pgreplicator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeywordsTest {
    private static final Keywords KEYWORDS = Keywords.of(Set.of("json", "json_table"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "f(\"json\" \"json\") | f(json json)",
                "a.\"json_table\" | a.json_table",
                "\"other\" \"jsonb\" | \"other\" \"jsonb\"",
                "DEFAULT '\"json\"'::text | DEFAULT '\"json\"'::text",
                "E'it\\'s \"json\"' | E'it\\'s \"json\"'",
                "'it''s \"json\"' \"json\" | 'it''s \"json\"' json",
                "\"a\"\"json\"\"b\" | \"a\"\"json\"\"b\"",
                "\"\"\"json\"\"\" | \"\"\"json\"\"\"",
                "\"json\"\"\" | \"json\"\"\"",
                "\"it's\" \"json\" | \"it's\" json"
            })
    void quotesAreTakenOffNamesAlone(String text, String plain) {
        assertThat(KEYWORDS.plain(text)).isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource({"'\"json\"'"})
    void serversOfOneVersionQuoteTheSame(String text) {
        assertThat(Keywords.of(Set.of()).plain(text)).isEqualTo(text);
    }
}
