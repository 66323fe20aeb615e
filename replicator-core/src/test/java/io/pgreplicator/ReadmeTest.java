package io.pgreplicator;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents show must exist. */
class ReadmeTest {
    private static final Path MODULE = Path.of(System.getProperty("basedir", ""));
    private static final Path ROOT = MODULE.resolve("..");
    private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern BODY =
            Pattern.compile("\n    static void move\\(\\)[^{]*\\{\n(.*?)\n    }\n", Pattern.DOTALL);
    private static final Pattern SETTING = Pattern.compile("`((?:copy|rounds|sessions)\\.[a-z-]+)");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!\\w+:|#)([^)#\\s]+)");

    @Test
    void theSnippetIsTheCompiledExample() throws IOException {
        String example = Files.readString(MODULE.resolve("src/test/java/io/pgreplicator/LibraryExample.java"));
        String readme = Files.readString(ROOT.resolve("README.md"));
        assertThat(first(SNIPPET, readme).strip())
                .as("the Java in README.md; copy it from LibraryExample.move()")
                .isEqualTo(first(BODY, example).stripIndent().strip());
    }

    static List<Path> documents() throws IOException {
        var documents = new ArrayList<Path>();
        for (String folder : List.of("", "docs", "docs/decisions", "docs/model", "benchmarks")) {
            try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
            }
        }
        return documents;
    }

    @ParameterizedTest
    @MethodSource("documents")
    void linksLeadToFiles(Path document) throws IOException {
        LINK.matcher(Files.readString(document))
                .results()
                .map(link -> document.resolveSibling(link.group(1)))
                .forEach(file -> assertThat(file).exists());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void settingsExist(Path document) throws IOException {
        assertThat(SETTING.matcher(Files.readString(document)).results().map(setting -> setting.group(1)))
                .isSubsetOf(Stream.of(Setting.values()).map(Setting::key).toList());
    }

    private static String first(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .findFirst()
                .map(match -> match.group(1))
                .orElse("nothing found");
    }
}
