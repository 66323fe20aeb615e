package io.pgreplicator.cli.console;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of every verb: how much it reports of its work, and where. Filled by the parser; confined to one thread. */
public final class GeneralOptions {
    /** The name under which every command mixes these options in. */
    public static final String MIXIN = "general";

    @Option(
            names = {"-v", "--verbose"},
            description = "Show what is being done, not only warnings.")
    private boolean verbose;

    @Option(names = "--debug", description = "Show everything, with the full trace of a failure.")
    private boolean debug;

    @Option(names = "--log-file", paramLabel = "FILE", description = "Write the log to FILE as well; it rolls over.")
    private @Nullable Path file;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this and exit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    /** The options of the command that was given; defaults if there was none. */
    static GeneralOptions of(CommandLine command) {
        CommandSpec mixin = command.getCommandSpec().mixins().get(MIXIN);
        return mixin != null && mixin.userObject() instanceof GeneralOptions options ? options : new GeneralOptions();
    }

    public boolean debug() {
        return debug;
    }

    /** Starts the log according to these options. */
    public void startLog(Console console) {
        Logging.start(console, debug ? Verbosity.DEBUG : verbose ? Verbosity.INFO : Verbosity.WARN, file);
    }
}
