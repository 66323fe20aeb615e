package io.pgreplicator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every SQL file owes its reader: a header that is true, and a class in its package that sends it. */
class SqlFilesTest {
    private static final Path MAIN = Path.of(System.getProperty("basedir", "")).resolve("src/main");
    private static final Path RESOURCES = MAIN.resolve("resources");
    private static final Pattern FILE_NAME = Pattern.compile("\"(\\w+\\.sql)\"");
    private static final Pattern VARIABLE = Pattern.compile("(?<![:\\w]):(?:'[a-z_]+'|\"[a-z_]+\"|[a-z_]+)");
    private static final Pattern TOKEN =
            Pattern.compile(VARIABLE + "|\\$(\\w*)\\$.*?\\$\\1\\$|'[^']*'|--[^\\n]*", Pattern.DOTALL);
    private static final Pattern NUMBERED = Pattern.compile("\\$[1-9]");

    static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(RESOURCES)) {
            return all.filter(file -> file.toString().endsWith(".sql"))
                    .map(RESOURCES::relativize)
                    .sorted()
                    .toList();
        }
    }

    @Test
    void thereAreFiles() throws IOException {
        assertThat(files()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void saysWhatItDoesAndFromWhichVersionOn(Path file) throws IOException {
        assertThat(header(file)).matches("(?s)-- [A-Z][^\\n]{20,}.*Minimum version: 1\\d\\b.*");
    }

    @ParameterizedTest
    @MethodSource("files")
    void headerNamesTheVariablesOfTheText(Path file) throws IOException {
        String text = TOKEN.matcher(text(file))
                .replaceAll(match -> match.group().startsWith(":") ? Matcher.quoteReplacement(match.group()) : "");
        String header = header(file);
        assertThat(found(VARIABLE, header)).isEqualTo(found(VARIABLE, text));
        assertThat(!found(NUMBERED, header).isEmpty())
                .as("the header explains the parameters $1, $2, ... of a text with '?'")
                .isEqualTo(text.contains("?"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void isSentByAClassOfItsPackage(Path file) throws IOException {
        Path inside = Objects.requireNonNull(file.getParent());
        assertThat(named(inside)).contains(String.valueOf(file.getFileName()));
    }

    @Test
    void noClassNamesAFileThatIsAbsent() throws IOException {
        try (Stream<Path> all = Files.walk(MAIN.resolve("java"))) {
            for (Path folder : all.filter(Files::isDirectory).toList()) {
                Path inside = MAIN.resolve("java").relativize(folder);
                for (String name : named(inside)) {
                    assertThat(RESOURCES.resolve(inside).resolve(name)).exists();
                }
            }
        }
    }

    /** The SQL files that the classes of a package name. */
    private static Set<String> named(Path inside) throws IOException {
        var names = new TreeSet<String>();
        try (Stream<Path> classes = Files.list(MAIN.resolve("java").resolve(inside))) {
            for (Path source :
                    classes.filter(file -> file.toString().endsWith(".java")).toList()) {
                FILE_NAME.matcher(Files.readString(source)).results().forEach(match -> names.add(match.group(1)));
            }
        }
        return names;
    }

    private static String header(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(RESOURCES.resolve(file))) {
            return lines.takeWhile(line -> line.startsWith("--")).collect(Collectors.joining("\n"));
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(RESOURCES.resolve(file)).substring(header(file).length());
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }
}
