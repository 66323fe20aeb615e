package io.pgreplicator.cli;

import io.pgreplicator.cli.console.Console;
import io.pgreplicator.cli.console.Failures;
import io.pgreplicator.cli.text.Json;
import io.pgreplicator.error.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Answers a command with {@code --json} in JSON when its configuration cannot be used. Immutable.
 *
 * @param out where the answer goes
 * @param failures reports every failure to a person
 */
record JsonFailures(Console out, Failures failures) implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult arguments) {
        if (failure instanceof ConfigException config
                && command.getParseResult().hasMatchedOption("--json")) {
            out.print(Json.of(config));
        }
        return failures.handleExecutionException(failure, command, arguments);
    }
}
