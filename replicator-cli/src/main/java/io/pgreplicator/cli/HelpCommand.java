package io.pgreplicator.cli;

import io.pgreplicator.cli.text.TextTable;
import io.pgreplicator.config.Setting;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the usage of the program or of one verb, and every setting. Confined to one thread. */
@Command(name = "help", description = "Shows the verbs and every setting, or the usage of one verb.")
final class HelpCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "VERB", arity = "0..1", description = "The verb to explain.")
    private @Nullable String verb;

    HelpCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        CommandLine explained = verb == null ? root : root.getSubcommands().get(verb);
        if (explained == null) {
            throw new ParameterException(spec.commandLine(), "there is no verb '" + verb + "'");
        }
        String usage = explained.getUsageMessage(Ansi.AUTO).stripTrailing();
        surroundings.out().print(verb == null ? usage + "\n\n" + settings() : usage);
        return 0;
    }

    private static String settings() {
        var table = new TextTable("ll");
        for (Setting setting : Setting.values()) {
            table.row("  " + setting.key() + "=" + setting.defaultText(), setting.sentence());
        }
        return "Settings and their defaults (--set KEY=VALUE, 'settings:' in the file, or REPLICATOR_COPY_STREAMS and so"
                + " on in the environment):\n" + String.join("\n", table.lines());
    }
}
