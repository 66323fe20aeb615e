package io.pgreplicator.it.journey;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a Markdown document has its reader do: each block marked {@code sh}, with the block marked {@code text} behind it, which shows
 * what is printed. Everything else, such as {@code console}, is not for a script. Immutable.
 */
record Runbook(Path document, List<Step> steps) {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
    private static final Pattern EXIT_CODE = Pattern.compile("exit code (\\d+)");
    private static final String NUMBER = "\\d[\\d.,:]*";
    private static final String UNIT = "( ?(ms|s|min|h|B|kB|MB|GB)\\b(/s)?)?";
    private static final String OMITTED = "...";

    static Runbook read(Path document) throws IOException {
        String text = Files.readString(document);
        var steps = new ArrayList<Step>();
        Matcher block = BLOCK.matcher(text);
        boolean followsCommand = false;
        while (block.find()) {
            int line = 1
                    + (int) text.substring(0, block.start())
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
            if (block.group(1).equals("sh")) {
                steps.add(new Step(line, block.group(2), List.of(), 0));
            } else if (block.group(1).equals("text") && followsCommand) {
                steps.add(steps.remove(steps.size() - 1)
                        .showing(block.group(2).lines().toList()));
            }
            followsCommand = block.group(1).equals("sh");
        }
        return new Runbook(document, List.copyOf(steps));
    }

    /**
     * One block of commands.
     *
     * @param line of the document, from 1
     * @param shown lines of the output that the document shows; {@code ...} stands for any
     * @param exitCode what the document says, 0 where it says nothing
     */
    record Step(int line, String commands, List<String> shown, int exitCode) {

        private Step showing(List<String> lines) {
            int code = exitCode;
            var output = new ArrayList<String>();
            for (String shownLine : lines) {
                Matcher exit = EXIT_CODE.matcher(shownLine.strip());
                if (exit.matches()) {
                    code = Integer.parseInt(exit.group(1));
                } else if (!shownLine.isBlank() && !shownLine.strip().equals(OMITTED)) {
                    output.add(shownLine.strip());
                }
            }
            return new Step(line, commands, List.copyOf(output), code);
        }

        /** With other words in place of those of the document. */
        Step substituted(UnaryOperator<String> words) {
            return new Step(
                    line, words.apply(commands), shown.stream().map(words).toList(), exitCode);
        }

        /** The shown lines that were not printed, in their order; numbers, times and sizes may be others. */
        List<String> missing(String printed) {
            List<String> lines = printed.lines().map(String::strip).toList();
            int next = 0;
            var missing = new ArrayList<String>();
            for (String one : shown) {
                Pattern pattern = pattern(one);
                int found = next;
                while (found < lines.size()
                        && !pattern.matcher(lines.get(found)).matches()) {
                    found++;
                }
                if (found == lines.size()) {
                    missing.add(one);
                } else {
                    next = found + 1;
                }
            }
            return missing;
        }

        /** Within a line, {@code ...} stands for anything, a number for any number, a blank for any blanks. */
        private static Pattern pattern(String shown) {
            String text = Pattern.compile("\\Q...\\E")
                    .splitAsStream(shown)
                    .map(part -> Pattern.compile(NUMBER + UNIT + "|\\s+|[^\\d\\s]+")
                            .matcher(part)
                            .results()
                            .map(token -> token.group().isBlank()
                                    ? "\\s+"
                                    : Character.isDigit(token.group().charAt(0))
                                            ? NUMBER + UNIT
                                            : Pattern.quote(token.group()))
                            .collect(Collectors.joining()))
                    .collect(Collectors.joining(".*"));
            return Pattern.compile(text + (shown.endsWith("...") ? ".*" : ""));
        }
    }
}
