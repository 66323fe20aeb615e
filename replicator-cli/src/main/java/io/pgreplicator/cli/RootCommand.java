package io.pgreplicator.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What is shown without a verb. Confined to one thread. */
@Command(
        name = "replicator",
        description = "Copies a live PostgreSQL database to another server and follows its changes until you switch.",
        synopsisSubcommandLabel = "VERB",
        commandListHeading = "%nVerbs:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Begin with 'replicator demo', which needs no database, or with 'replicator check'.",
            "Exit codes: 0 done; 1 unexpected error; 2 usage or configuration; 3 the check failed or a command is refused; 4 rows differ;",
            "4 also when the source or the target lost transactions that the other has;",
            "5 the cutover was rolled back; 6 a server is not reachable; 7 another replicator leads this migration; 8 none is running to take a command."
        },
        versionProvider = RootCommand.Version.class)
final class RootCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this and exit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version and exit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean version;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut(), CommandLine.Help.Ansi.AUTO);
    }

    /** The name and the version, from the jar's manifest. */
    static String version() {
        String version = RootCommand.class.getPackage().getImplementationVersion();
        return "replicator " + (version == null ? "(development)" : version);
    }

    /** Answers --version. Stateless. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {version()};
        }
    }
}
