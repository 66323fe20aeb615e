package io.pgreplicator.cli;

import io.pgreplicator.cli.console.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The environment that a command runs in. Immutable.
 *
 * @param out standard output: results
 * @param err standard error: progress, log and failures
 * @param environment the environment variables
 */
record Surroundings(Console out, Console err, Map<String, String> environment) {
    /** Writes a report. A file that cannot be written is the caller's mistake, and told; what was done is printed all the same. */
    void write(Path file, String report) {
        try {
            Files.writeString(file, report);
        } catch (IOException e) {
            err.print("The report was not written to " + file + ": " + e.getMessage());
        }
    }
}
