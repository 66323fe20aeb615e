package io.pgreplicator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No message advises to change rows of the target: done literally, that loses rows, and the next run would vouch for it. */
class AdviceTest {
    /** Adjacent literals count as one text. */
    private static final Pattern TEXT =
            Pattern.compile("\"(?:[^\"\\\\\n]|\\\\.)*\"(?:\\s*\\+\\s*\"(?:[^\"\\\\\n]|\\\\.)*\")*");

    private static final Pattern VAGUE = Pattern.compile("(?i)\\bmend the cause\\b");

    private static final Pattern CHANGES_ROWS = Pattern.compile(
            "(?i)(?<!not |or |to )\\b(?:delete|change|update|remove|empty|fix|truncate)\\b[^.:;]*\\b(?:rows?|tables?)\\b[^.:;]*\\btarget\\b"
                    + "|\\b(?:delete|empty|truncate)\\s+(?:the )?(?:target's )?(?:rows?|tables?)\\b[^.:;]*\\bstart\\b");

    private static List<String> advice(String text) {
        String joined = text.replaceAll("\"\\s*\\+\\s*\"", "");
        return Stream.of(VAGUE, CHANGES_ROWS)
                .flatMap(pattern -> pattern.matcher(joined).results())
                .map(MatchResult::group)
                .toList();
    }

    @Test
    void whatWasSaidBeforeIsFound() {
        assertThat(advice("\"Mend the cause on the \" + \"target\"")).isNotEmpty();
        assertThat(advice("\"Run uninstall, empty the target's tables\" + \" and start again.\""))
                .isNotEmpty();
        assertThat(advice("\"Delete the duplicate rows\" + \" on the target\"")).isNotEmpty();
        assertThat(advice("\"Do not change or delete rows on the target.\"")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"src/main/java", "../replicator-cli/src/main/java"})
    void noMessageSaysSo(String root) throws IOException {
        try (Stream<Path> all = Files.walk(Path.of(root))) {
            for (Path source :
                    all.filter(file -> file.toString().endsWith(".java")).toList()) {
                List<String> texts = TEXT.matcher(Files.readString(source))
                        .results()
                        .map(MatchResult::group)
                        .toList();
                assertThat(texts)
                        .as("%s", source)
                        .allSatisfy(text -> assertThat(advice(text)).isEmpty());
            }
        }
    }
}
