package io.pgreplicator.error;

import static org.assertj.core.api.Assertions.assertThat;

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

/** After a cutover, no advice starts a migration from scratch: that would copy the former side over the one that takes writes. */
class CuresTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", ""))
            .resolve("..")
            .toAbsolutePath()
            .normalize();

    /** What a text says that starts from scratch, in all of the program's words. */
    private static final Pattern STARTS_ANEW = Pattern.compile(
            "empty them|copie[sd] (?:them )?anew|[Bb]egin anew|[Ss]tart(?: the migration)? (?:again|anew)|[Ss]tart over:"
                    + "|then 'replicator run'");

    /** Literals that are joined by a plus sign are one text. */
    private static final Pattern JOINED = Pattern.compile("\"\\s*\\+\\s*\"");

    private static final Pattern LITERAL = Pattern.compile("\"(?:[^\"\\\\\\n]|\\\\.)*+\"");

    static Stream<String> texts() {
        return Stream.of(
                "Start over: " + Cures.START_ANEW,
                "Make the same change on the target and start over: " + Cures.START_ANEW + " To undo it is not enough.",
                "Or make the same change on the target and start over: " + Cures.START_ANEW,
                "Leave the application on the source, then " + Cures.START_ANEW,
                "  migration: renamed\n    cure: Or keep the new name: "
                        + Cures.startAnewAfter("ALTER TABLE \"a\nb\" RENAME TO \"the target\";") + "\n  Fix it.",
                "If that is gone: run 'replicator uninstall --source-only', " + Cures.BEGIN_ANEW,
                Cures.COPY_ANEW + "On the target: ALTER TYPE t SET SCHEMA aside;");
    }

    @ParameterizedTest
    @MethodSource("texts")
    void noneIsGivenOnTheWayBack(String text) {
        assertThat(STARTS_ANEW.matcher(text).find()).isTrue();
        String given = SideWords.onTheWayBack(text);
        assertThat(STARTS_ANEW.matcher(given).find()).as(given).isFalse();
        assertThat(given).doesNotContain("Before that check", "the target\";").doesNotContainIgnoringCase("start over");
        // whatever turns it first, and however often
        assertThat(Cures.onTheWayBack(SideWords.turned(text))).isEqualTo(given);
        assertThat(Cures.onTheWayBack(given)).isEqualTo(given);
    }

    @Test
    void itIsSaidInWholeSentences() {
        assertThat(SideWords.onTheWayBack(
                        "Or make the same change on the target and start over: " + Cures.START_ANEW + " Thus."))
                .startsWith("Or run 'replicator uninstall --force' to give up the way back: ")
                .endsWith("over the present one. Thus.");
        assertThat(SideWords.onTheWayBack("Gone. Start over: " + Cures.START_ANEW))
                .startsWith("Gone. Run 'replicator uninstall --force' to give up the way back: ");
    }

    /** The commands go from the given source to the given target: while changes go that way, they are told as they are. */
    @Test
    void whatIsSaidOfTheCommandsIsNotTurned() {
        assertThat(SideWords.turned("On the source, or else: " + Cures.START_ANEW))
                .isEqualTo("On the target, or else: " + Cures.START_ANEW);
    }

    /** A text that says it in its own words would be given as it is. */
    @Test
    void onlyHereIsItSaid() throws IOException {
        var found = new ArrayList<String>();
        for (Path file : sources()) {
            String code = JOINED.matcher(Files.readString(file)).replaceAll("");
            LITERAL.matcher(code)
                    .results()
                    .filter(literal -> STARTS_ANEW.matcher(literal.group()).find())
                    .filter(literal -> !code.substring(literal.end()).strip().startsWith("+ Cures.START_ANEW"))
                    .forEach(literal -> found.add(file.getFileName() + ": " + literal.group()));
        }
        assertThat(found).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        var all = new ArrayList<Path>();
        for (String module : List.of("replicator-core", "replicator-cli")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .filter(file -> !file.endsWith("error/Cures.java"))
                        .forEach(all::add);
            }
        }
        assertThat(all).hasSizeGreaterThan(300);
        return all;
    }
}
