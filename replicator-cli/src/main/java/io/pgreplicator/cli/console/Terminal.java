package io.pgreplicator.cli.console;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Asks the system whether a person is watching. Stateless, thread-safe. */
public final class Terminal {
    private static final int USUAL_WIDTH = 80;

    private Terminal() {}

    /** Whether standard output shows on a terminal. */
    public static boolean onOutput() {
        return isTerminal(1);
    }

    /** Whether standard error shows on a terminal. */
    public static boolean onError() {
        return isTerminal(2);
    }

    /** Columns of the terminal; 80 when the terminal does not report it. */
    public static int width() {
        try {
            Process process = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String[] rowsAndColumns = new String(process.getInputStream().readAllBytes(), Console.CHARSET)
                    .strip()
                    .split(" ", -1);
            int columns = rowsAndColumns.length == 2 ? Integer.parseInt(rowsAndColumns[1]) : 0;
            return columns > 0 ? columns : USUAL_WIDTH;
        } catch (IOException | NumberFormatException e) {
            return USUAL_WIDTH;
        }
    }

    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            return Files.isSymbolicLink(link) ? isTerminalDevice(link) : answersTest(descriptor);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isTerminalDevice(Path link) throws IOException {
        String device = Files.readSymbolicLink(link).toString();
        return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
    }

    private static boolean answersTest(int descriptor) throws IOException {
        Process process = new ProcessBuilder("test", "-t", Integer.toString(descriptor))
                .inheritIO()
                .start();
        try {
            return process.waitFor(1, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
