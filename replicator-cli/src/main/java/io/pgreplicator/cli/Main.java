package io.pgreplicator.cli;

import io.pgreplicator.cli.console.Console;
import io.pgreplicator.cli.console.Failures;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;

/** The entry point: parses the arguments, runs one command, exits with its code. Stateless. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        if (arguments.length == 1 && arguments[0].equals("--version")) {
            // scripts ask often, and the parser takes twice as long as everything else here
            System.out.println(RootCommand.version());
            return;
        }
        Map<String, String> environment = System.getenv();
        var surroundings = new Surroundings(Console.output(environment), Console.error(environment), environment);
        System.exit(commandLine(surroundings).execute(arguments));
    }

    /** The parser with every verb. */
    static CommandLine commandLine(Surroundings surroundings) {
        var failures = new Failures(surroundings.err());
        return new CommandLine(new RootCommand())
                .addSubcommand(new CheckCommand(surroundings))
                .addSubcommand(new SchemaCommand(surroundings))
                .addSubcommand(new RunCommand(surroundings))
                .addSubcommand(new StatusCommand(surroundings))
                .addSubcommand(new PauseCommand(surroundings))
                .addSubcommand(new ResumeCommand(surroundings))
                .addSubcommand(new KickCommand(surroundings))
                .addSubcommand(new SetCommand(surroundings))
                .addSubcommand(new VerifyCommand(surroundings))
                .addSubcommand(new CutoverCommand(surroundings))
                .addSubcommand(new CompleteCommand(surroundings))
                .addSubcommand(new UninstallCommand(surroundings))
                .addSubcommand(new DemoCommand(surroundings))
                .addSubcommand(new HelpCommand(surroundings))
                .setOut(writer(surroundings.out()))
                .setErr(writer(surroundings.err()))
                .setUsageHelpWidth(100)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOverwrittenOptionsAllowed(false)
                .setExecutionExceptionHandler(new JsonFailures(surroundings.out(), failures))
                .setParameterExceptionHandler(failures);
    }

    private static PrintWriter writer(Console console) {
        return new PrintWriter(console.stream(), true, Console.CHARSET);
    }
}
