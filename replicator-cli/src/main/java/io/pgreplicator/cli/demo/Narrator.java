package io.pgreplicator.cli.demo;

import io.pgreplicator.cli.console.Console;
import io.pgreplicator.cli.text.Figures;
import java.util.List;
import java.util.Locale;

/** Prints the demonstration's steps: a number, a word, the outcome, and why it matters. Confined to one thread. */
final class Narrator {
    private static final String MARGIN = " ".repeat(15);

    private final Console console;
    private int step;
    private String verb = "";
    private long begun;

    Narrator(Console console) {
        this.console = console;
    }

    void introduce(String... lines) {
        console.print("\n" + String.join("\n", lines) + "\n");
    }

    /** A step begins; shown on a terminal only. */
    void begin(String verb, String doing) {
        step++;
        this.verb = verb;
        begun = System.nanoTime();
        going(doing);
    }

    /** What the current step is doing; shown on a terminal only. Thread-safe. */
    void going(String doing) {
        console.live(head() + doing + " ...");
    }

    /** The current step is done. */
    void done(String outcome, String... reasons) {
        console.live("");
        String took = String.format(Locale.ROOT, "%7s", Figures.seconds(seconds()));
        console.print(head() + outcome + "  " + console.paint().dim("(" + took.strip() + ")"));
        for (String reason : reasons) {
            console.print(MARGIN + console.paint().dim(reason));
        }
    }

    void table(List<String> lines) {
        console.print("");
        lines.forEach(line -> console.print(MARGIN + line));
        console.print("");
    }

    void conclude(boolean good, String... lines) {
        String first = good ? console.paint().good(lines[0]) : console.paint().bad(lines[0]);
        console.print("\n" + first);
        for (String line : List.of(lines).subList(1, lines.length)) {
            console.print(line);
        }
    }

    double seconds() {
        return (System.nanoTime() - begun) / 1e9;
    }

    private String head() {
        return String.format(Locale.ROOT, "%2d  ", step) + console.paint().bold(verb) + " ".repeat(11 - verb.length());
    }
}
