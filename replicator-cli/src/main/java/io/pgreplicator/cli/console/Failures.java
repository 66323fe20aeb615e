package io.pgreplicator.cli.console;

import io.pgreplicator.error.ConfigException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.NearestName;
import io.pgreplicator.error.ReplicatorException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one paragraph for a person and an exit code for a script. Immutable. */
public final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private static final int USAGE = ErrorCode.CONFIG_INVALID.exitCode();

    private final Console console;

    public Failures(Console console) {
        this.console = console;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult arguments) {
        return report(failure, GeneralOptions.of(command).debug());
    }

    /** A flag or a verb that cannot be read. */
    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        Secrets.knowTyped(List.of(arguments));
        CommandLine command = failure.getCommandLine();
        say(
                failure.getMessage() + suggestions(failure, command.getCommandSpec()),
                "Try '" + command.getCommandSpec().qualifiedName() + " --help' for what it takes.");
        return USAGE;
    }

    /** One line for each argument that resembles a flag or a verb of the command. */
    private static String suggestions(ParameterException failure, CommandSpec command) {
        if (!(failure instanceof UnmatchedArgumentException unmatched)) {
            return "";
        }
        List<String> flags = command.optionsMap().keySet().stream()
                .filter(flag -> flag.startsWith("--"))
                .toList();
        return unmatched.getUnmatched().stream()
                .map(typed -> Map.entry(
                        typed,
                        NearestName.suggestion(
                                typed,
                                typed.startsWith("-")
                                        ? flags
                                        : command.subcommands().keySet())))
                .filter(entry -> !entry.getValue().isEmpty())
                .map(entry -> "\n'" + entry.getKey() + "'" + entry.getValue())
                .collect(Collectors.joining());
    }

    /** Prints the failure, writes it in full to the log file, and returns the exit code. */
    public int report(Throwable failure, boolean withTrace) {
        Logging.failure("the command failed", failure);
        if (withTrace) {
            console.print(Secrets.hidden(trace(failure)));
        }
        if (failure instanceof ReplicatorException known) {
            say(message(known), known.cure());
            return known.code().exitCode();
        }
        say(
                "unexpected " + failure.getClass().getSimpleName() + ": " + failure.getMessage(),
                "This is a fault of the replicator. Please report it to the project with the output of the same command"
                        + " and --debug.");
        return ErrorCode.INTERNAL.exitCode();
    }

    private static String message(ReplicatorException failure) {
        if (failure instanceof ConfigException config && config.problems().size() > 1) {
            return config.problems().size() + " problems in the configuration\n"
                    + config.problems().stream().map(problem -> "- " + problem).collect(Collectors.joining("\n"));
        }
        return String.valueOf(failure.getMessage());
    }

    private void say(String message, String cure) {
        String text = cure.isEmpty() ? message : message + "\n" + cure;
        console.print(console.paint().bad("replicator:") + " "
                + Secrets.hidden(text.strip()).replace("\n", "\n  "));
    }

    private static String trace(Throwable failure) {
        var text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString().strip();
    }
}
