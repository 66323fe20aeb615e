package io.pgreplicator.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.cli.Captured;
import io.pgreplicator.error.ConfigException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.Problem;
import io.pgreplicator.error.ReplicatorException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FailuresTest {
    private final Captured err = Captured.plain();
    private final Failures failures = new Failures(err.console());

    @ParameterizedTest
    @EnumSource
    void exitsWithTheCodeOfTheFailure(ErrorCode code) {
        int exit = failures.report(new ReplicatorException(code, "it broke", "mend it"), false);
        assertThat(exit).isEqualTo(code.exitCode());
        assertThat(err.text()).isEqualTo("replicator: it broke\n  mend it\n");
    }

    @ParameterizedTest
    @CsvSource({
        "CONFIG_INVALID, 2",
        "CREDENTIALS_REFUSED, 2",
        "TOOL_MISSING, 2",
        "PREFLIGHT_FAILED, 3",
        "ROWS_DIFFER, 4",
        "SOURCE_UNREACHABLE, 6",
        "TARGET_UNREACHABLE, 6",
        "LEADER_RUNNING, 7",
        "INTERNAL, 1"
    })
    void exitsAsTheContractSays(ErrorCode code, int exit) {
        assertThat(failures.report(new ReplicatorException(code, "it broke", ""), false))
                .isEqualTo(exit);
    }

    @Test
    void listsEveryConfigurationProblem() {
        failures.report(new ConfigException(List.of(Problem.of("a", "one", "goes on"), Problem.of("b", "two"))), false);
        assertThat(err.text())
                .startsWith("replicator: 2 problems in the configuration\n  - one\n    goes on\n  - two\n  Correct ");
    }

    @Test
    void tellsOfAnUnexpectedFailureWithoutItsTrace() {
        assertThat(failures.report(new IllegalStateException("ring is gone"), false))
                .isEqualTo(1);
        assertThat(err.text())
                .startsWith("replicator: unexpected IllegalStateException: ring is gone\n")
                .contains("report", "--debug")
                .doesNotContain("\tat ");
    }

    @Test
    void showsTheTraceWhenAskedFor() {
        failures.report(new IllegalStateException("ring is gone"), true);
        assertThat(err.text()).contains("\tat " + FailuresTest.class.getName());
    }

    @Test
    void hidesPasswordsInEveryForm() {
        failures.report(new IllegalStateException("postgresql://u:se@kret@h/db?x, password='a b' PGPASSWORD=c"), true);
        assertThat(err.text())
                .contains("postgresql://u:***@h/db?x, password=*** PGPASSWORD=***")
                .doesNotContain("kret", "a b");
    }
}
