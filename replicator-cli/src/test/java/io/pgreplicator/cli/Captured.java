package io.pgreplicator.cli;

import io.pgreplicator.cli.console.Console;
import io.pgreplicator.cli.console.Paint;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** A console whose text can be read. Confined to one thread. */
public final class Captured {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Console console;

    private Captured(boolean terminal) {
        var stream = new PrintStream(bytes, true, Console.CHARSET);
        console = new Console(stream, terminal, Paint.NONE, () -> 80);
    }

    public static Captured plain() {
        return new Captured(false);
    }

    public static Captured terminal() {
        return new Captured(true);
    }

    public Console console() {
        return console;
    }

    public String text() {
        return bytes.toString(Console.CHARSET);
    }
}
