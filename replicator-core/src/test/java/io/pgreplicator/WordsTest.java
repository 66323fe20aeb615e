package io.pgreplicator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Code, messages and documents use the field's own words: what a search engine finds, and a reader of other tools knows. */
class WordsTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", ""))
            .resolve("..")
            .toAbsolutePath()
            .normalize();

    /** What must not be said, and what to say. */
    private static final Map<String, String> INSTEAD = Map.ofEntries(
            Map.entry("mend(s|ed|ing)?", "fix, correct, repair"),
            Map.entry("the lead|(take|takes|took) the lead", "leadership, leader lock"),
            Map.entry("goes on where|gone on with", "resumes where it left off, continues"),
            Map.entry("standstill", "stalled"),
            Map.entry("worry|worries", "problem"),
            Map.entry("hindrances?", "blocker"),
            Map.entry("twin|counterpart", "the target's, the source's"),
            Map.entry("doing it again does", "idempotent: doing it again completes"),
            Map.entry("whose answer was lost", "whose outcome is unknown"),
            Map.entry("most rows in", "maximum rows per"),
            Map.entry("nothing was changed on either side", "no changes were made"));

    private static final Map<Pattern, String> BANNED = INSTEAD.entrySet().stream()
            .collect(Collectors.toMap(
                    entry -> Pattern.compile("\\b(" + entry.getKey() + ")\\b", Pattern.CASE_INSENSITIVE),
                    Map.Entry::getValue));

    @Test
    void nobodySaysWhatAnotherWordSaysBetter() throws IOException {
        List<Path> files = files();
        assertThat(files).hasSizeGreaterThan(300);
        var found = new ArrayList<String>();
        for (Path file : files) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                for (String hint : hints(lines.get(i))) {
                    found.add(ROOT.relativize(file) + ":" + (i + 1) + ": " + hint);
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void aBannedWordIsFoundInAnyCase() {
        assertThat(hints("Mend the cause, says the lead.")).hasSize(2);
        assertThat(hints("We recommend leadership.")).isEmpty();
    }

    private static List<String> hints(String line) {
        return BANNED.entrySet().stream()
                .flatMap(entry -> {
                    Matcher matcher = entry.getKey().matcher(line);
                    return matcher.find()
                            ? Stream.of("'" + matcher.group() + "'; say: " + entry.getValue())
                            : Stream.empty();
                })
                .toList();
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(ROOT)) {
            return all.filter(Files::isRegularFile).filter(WordsTest::isRead).toList();
        }
    }

    private static boolean isRead(Path file) {
        String path = ROOT.relativize(file).toString();
        boolean code = path.matches("[a-z-]+/src/main/.*\\.(java|sql)");
        boolean document = path.matches("([A-Z]+|docs/.*|[a-z-]+/README)\\.md");
        return code || document;
    }
}
