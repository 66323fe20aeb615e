package io.pgreplicator.error;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns a text that is said of one direction into the words of the other one: what it calls the source is then the target, also as an
 * option of a command. The engine says everything of the direction in which changes go, and this is the only place that turns it.
 * Nothing between quotes is altered, so neither is a statement: outside of its quotes there is no such phrase. Turned twice, a text is as it was.
 * Stateless, thread-safe.
 */
public final class SideWords {
    /** What is said of the replicator's own commands, with the options that name a side, is no literal. */
    private static final String QUOTED =
            "(?<!\\w)(?:[EeBbXxNn]|[Uu]&)?'(?!replicator |(?<!'')s\\b)[^']*+'|\"[^\"]*+\"|(?<dollar>\\$\\w*\\$).*?\\k<dollar>";

    private static final String BEFORE =
            "\\b(?:[Tt]he|[Tt]his|[Aa]|first|former) |--|^ *(?=\\w+(?:$|:| (?:tables?|connections|privileges)\\b))";

    private static final String SIDE = "(?<before>" + BEFORE + ")(?<side>source|target)\\b(?!\\.\\w)";

    /** The commands go from the given source to the given target whatever is said of a direction. */
    private static final String OF_THE_COMMANDS = Pattern.quote(Cures.START_ANEW);

    private static final Pattern WORDS =
            Pattern.compile(OF_THE_COMMANDS + "|" + QUOTED + "|" + SIDE, Pattern.DOTALL | Pattern.MULTILINE);

    private SideWords() {}

    /** A text of the way back, while changes go back since a cutover, for who has given the two databases. It may have cures. */
    public static String onTheWayBack(String text) {
        return turned(Cures.onTheWayBack(text));
    }

    /** The same text in the words of the other direction. */
    public static String turned(String text) {
        Matcher matcher = WORDS.matcher(text);
        var turned = new StringBuilder();
        while (matcher.find()) {
            String side = matcher.group("side");
            String found = side == null
                    ? matcher.group()
                    : matcher.group("before") + (side.equals("source") ? "target" : "source");
            matcher.appendReplacement(turned, Matcher.quoteReplacement(found));
        }
        return matcher.appendTail(turned).toString();
    }
}
