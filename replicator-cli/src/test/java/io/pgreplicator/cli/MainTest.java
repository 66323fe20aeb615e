package io.pgreplicator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgreplicator.telemetry.CheckReport;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.SchemaReport;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MainTest {
    private final Captured out = Captured.plain();
    private final Captured err = Captured.plain();

    private int run(String... arguments) {
        return Main.commandLine(new Surroundings(out.console(), err.console(), Map.of()))
                .execute(arguments);
    }

    @Test
    void showsTheVersion() {
        assertThat(run("--version")).isZero();
        assertThat(out.text()).startsWith("replicator ");
    }

    @Test
    void listsTheVerbsThatExistAndNoOther() {
        assertThat(run("--help")).isZero();
        assertThat(Main.commandLine(new Surroundings(out.console(), err.console(), Map.of()))
                        .getSubcommands()
                        .keySet())
                .containsExactly(
                        "check",
                        "schema",
                        "run",
                        "status",
                        "pause",
                        "resume",
                        "kick",
                        "set",
                        "verify",
                        "cutover",
                        "complete",
                        "uninstall",
                        "demo",
                        "help");
        assertThat(out.text()).contains("check ", "schema ", "run ", "status ", "uninstall ", "demo ");
    }

    @Test
    void helpListsEverySettingWithItsDefault() {
        assertThat(run("help")).isZero();
        assertThat(out.text()).contains("copy.streams=4 ", "sessions.lock-timeout=1s ");
    }

    @Test
    void suggestsTheFlagThatWasMeant() {
        assertThat(run("run", "--sorce", "x")).isEqualTo(2);
        assertThat(err.text())
                .startsWith("replicator: Unknown options: '--sorce', 'x'\n")
                .contains("'--sorce'; did you mean '--source'?")
                .endsWith("Try 'replicator run --help' for what it takes.\n");
    }

    @Test
    void refusesAnUnknownVerb() {
        assertThat(run("statsu")).isEqualTo(2);
        assertThat(err.text()).contains("'statsu'; did you mean 'status'?");
        assertThat(out.text()).isEmpty();
    }

    @Test
    void refusesAnUnknownState() {
        assertThat(run("run", "--until", "done")).isEqualTo(2);
        assertThat(err.text()).contains("'done' is not one of: copied, caught-up");
    }

    @Test
    void neverPrintsAPasswordOfAMisplacedArgument() {
        assertThat(run("check", "postgresql://app:sekret@host/db")).isEqualTo(2);
        assertThat(err.text()).contains("postgresql://app:***@host/db").doesNotContain("sekret");
    }

    @Test
    void namesEveryProblemOfTheConfigurationAtOnce() {
        assertThat(run("check", "--set", "copy.streems=4")).isEqualTo(2);
        assertThat(err.text())
                .startsWith("replicator: 3 problems in the configuration\n")
                .contains(
                        "\n  - unknown setting 'copy.streems'; did you mean 'copy.streams'?\n", "--source", "--target")
                .doesNotContain("\tat ");
    }

    @Test
    void answersInJsonWhenTheConfigurationCannotBeUsed() throws JsonProcessingException {
        assertThat(run("check", "--json", "--source", "postgresql://app:sekret@host:x/db", "--set", "copy.streems=4"))
                .isEqualTo(2);
        JsonNode answer = new ObjectMapper().readTree(out.text());
        assertThat(answer.get("error").textValue()).isEqualTo("config_invalid");
        assertThat(answer.get("problems").findValuesAsText("what"))
                .contains("unknown setting 'copy.streems'; did you mean 'copy.streams'?");
        assertThat(answer.get("problems").get(0).get("settings").get(0).textValue())
                .isEqualTo("copy.streems");
        assertThat(out.text()).doesNotContain("sekret");
        assertThat(err.text()).startsWith("replicator: ");
    }

    @Test
    void answersInJsonOnlyWhenAskedTo() {
        assertThat(run("check")).isEqualTo(2);
        assertThat(out.text()).isEmpty();
    }

    /** Nobody may know the address of a side that is gone: nothing listens where these lead. */
    @Test
    void oneSideIsLeftWithoutTheOtherOnesAddress() {
        String nowhere = "postgresql://127.0.0.1:1/shop";
        assertThat(run("uninstall", "--target-only", "--target", nowhere)).isEqualTo(6);
        assertThat(run("uninstall", "--source-only", "--source", nowhere)).isEqualTo(6);
        assertThat(run("uninstall", "--target-only", "--source", nowhere)).isEqualTo(2);
        assertThat(err.text()).contains("no target is given");
    }

    @Test
    void checkExitsWithThreeOnlyWhenAFindingFailed() {
        Finding warning = Finding.warn("server", "slow disk", "");
        assertThat(CheckCommand.exitCode(CheckReport.ofBoth(List.of(Finding.pass("server", "answers"), warning))))
                .isZero();
        assertThat(CheckCommand.exitCode(CheckReport.ofBoth(List.of(warning, Finding.fail("shop.a", "no key", "")))))
                .isEqualTo(3);
    }

    @Test
    void schemaSaysHowManyDifferencesAreLeft() {
        assertThat(SchemaCommand.report(new SchemaReport(true, List.of(), List.of(), List.of(), List.of(), false)))
                .startsWith("The target's schema equals the source's, in definitions and")
                .doesNotContain("Not compared");
        assertThat(SchemaCommand.report(
                        new SchemaReport(true, List.of(), List.of(), List.of(), List.of("view shop.v"), false)))
                .contains("Not compared is the text of queries")
                .contains(": view shop.v.\n");
        var missing = new SchemaReport(
                true,
                List.of(),
                List.of(new SchemaReport.Difference("table shop.a", "", null)),
                List.of(),
                List.of(),
                false);
        assertThat(SchemaCommand.report(missing))
                .isEqualTo("table shop.a is missing on the target\n\n"
                        + "1 difference; 'replicator check' says which of them stand in the way.");
        assertThat(SchemaCommand.report(missing.inReverse(true))).startsWith("table shop.a is missing on the source\n");
    }
}
