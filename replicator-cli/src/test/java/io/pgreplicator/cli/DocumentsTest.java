package io.pgreplicator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The commands that the documents show exist, with each of their options. */
class DocumentsTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", "")).resolve("..");

    /** Blocks and spans; those that show what is printed are marked as text, and are prose. */
    private static final Pattern CODE = Pattern.compile("(?ms)^```\\w*\\n.*?^```$|`[^`\\n]+`");

    private static final Pattern COMMAND =
            Pattern.compile("(?m)(?:^|[\\s`'(])(?:\\./)?replicator +(-*[a-z][\\w-]*)([^|;&<>)`'\\n]*)");
    private static final Pattern OPTION = Pattern.compile("(?:^|[\\s`])(--?[a-zA-Z][\\w-]*)");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "docs/operation.md",
                "docs/runbook-heroku-to-rds.md",
                "docs/runbook-heroku-to-heroku-advanced.md",
                "docs/from-bucardo.md"
            })
    void commandsAndTheirOptionsExist(String document) throws IOException {
        List<String> problems = problems(Files.readString(ROOT.resolve(document)));
        assertThat(problems).as(document).isEmpty();
    }

    @Test
    void aVerbOrAnOptionThatDoesNotExistIsFound() {
        assertThat(problems("```sh\nreplicator cutover --rehearse 5\nreplicator verify --fast | head --lines=3\n```"))
                .containsExactly("replicator verify --fast");
        assertThat(problems("Type `replicator migrate` now, replicator nonsense is prose."))
                .containsExactly("replicator migrate");
        assertThat(problems("```sh\nnohup replicator run --log-fil=x > y 2>&1 &\n```"))
                .containsExactly("replicator run --log-fil");
    }

    private static List<String> problems(String markdown) {
        Map<String, CommandLine> verbs = Main.commandLine(new Surroundings(
                        Captured.plain().console(), Captured.plain().console(), Map.of()))
                .getSubcommands();
        var problems = new ArrayList<String>();
        CODE.matcher(markdown)
                .results()
                .filter(code -> !code.group().startsWith("```text"))
                .flatMap(code -> COMMAND.matcher(code.group()).results())
                .forEach(command -> {
                    String verb = command.group(1);
                    if (verb.equals("--version")) {
                        return;
                    }
                    CommandLine known = verbs.get(verb);
                    if (known == null) {
                        problems.add("replicator " + verb);
                        return;
                    }
                    OPTION.matcher(command.group(2))
                            .results()
                            .map(option -> option.group(1))
                            .filter(option -> known.getCommandSpec().findOption(option) == null)
                            .forEach(option -> problems.add("replicator " + verb + " " + option));
                });
        return problems;
    }
}
