package io.pgreplicator.cli.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * One output as a person sees it: lines and, on a terminal, one live line beneath them that is rewritten in place.
 * Thread-safe.
 */
public final class Console {
    /** The charset of everything written, whatever the locale: names in a database may hold any character. */
    public static final Charset CHARSET = StandardCharsets.UTF_8;

    private static final String ERASE = "\r\033[K";

    private final PrintStream out;
    private final boolean terminal;
    private final Paint paint;
    private final IntSupplier terminalWidth;
    private int width;
    private String live = "";

    /** Writes to {@code out}; the width is queried when a live line is first shown. */
    public Console(PrintStream out, boolean terminal, Paint paint, IntSupplier terminalWidth) {
        this.out = out;
        this.terminal = terminal;
        this.paint = paint;
        this.terminalWidth = terminalWidth;
    }

    /** Standard output. */
    public static Console output(Map<String, String> environment) {
        return of(FileDescriptor.out, Terminal.onOutput(), environment);
    }

    /** Standard error. */
    public static Console error(Map<String, String> environment) {
        return of(FileDescriptor.err, Terminal.onError(), environment);
    }

    private static Console of(FileDescriptor descriptor, boolean terminal, Map<String, String> environment) {
        var stream = new PrintStream(new FileOutputStream(descriptor), true, CHARSET);
        boolean coloured = terminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Console(stream, terminal, new Paint(coloured), Terminal::width);
    }

    /** Prints lines above the live line. */
    public synchronized void print(String text) {
        out.print(live.isEmpty() ? text + "\n" : ERASE + text + "\n" + live);
        out.flush();
    }

    /** Replaces the live line; an empty text removes it. Does nothing without a terminal. */
    public synchronized void live(String text) {
        if (!terminal || text.equals(live)) {
            return;
        }
        if (width == 0) {
            width = terminalWidth.getAsInt();
        }
        live = text.length() < width ? text : text.substring(0, width - 1);
        out.print(ERASE + live);
        out.flush();
    }

    /** Clears the screen and prints the text at its top; without a terminal, only prints it. */
    public synchronized void redraw(String text) {
        out.print(terminal ? "\033[H\033[2J" + text + "\n" : text + "\n");
        out.flush();
    }

    public boolean isTerminal() {
        return terminal;
    }

    public Paint paint() {
        return paint;
    }

    /** The underlying stream, for callers with a layout of their own. */
    public PrintStream stream() {
        return out;
    }
}
