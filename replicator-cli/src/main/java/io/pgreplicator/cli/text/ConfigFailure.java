package io.pgreplicator.cli.text;

import io.pgreplicator.cli.console.Secrets;
import io.pgreplicator.error.ConfigException;
import io.pgreplicator.error.Problem;
import java.util.List;
import java.util.Locale;

/**
 * A configuration that cannot be used, as {@code --json} prints it. Immutable.
 *
 * @param error the failure's stable name, in lower case
 * @param message every problem, as a person reads it
 * @param cure what to do
 * @param problems each problem separately
 */
record ConfigFailure(String error, String message, String cure, List<Problem> problems) {
    ConfigFailure {
        problems = List.copyOf(problems);
    }

    /** The failure, without passwords that may be in what was typed. */
    static ConfigFailure of(ConfigException failure) {
        return new ConfigFailure(
                failure.code().name().toLowerCase(Locale.ROOT),
                Secrets.hidden(String.valueOf(failure.getMessage())),
                Secrets.hidden(failure.cure()),
                failure.problems().stream().map(ConfigFailure::hidden).toList());
    }

    private static Problem hidden(Problem problem) {
        return new Problem(
                problem.settings().stream().map(Secrets::hidden).toList(),
                Secrets.hidden(problem.place()),
                Secrets.hidden(problem.what()),
                Secrets.hidden(problem.cure()));
    }
}
