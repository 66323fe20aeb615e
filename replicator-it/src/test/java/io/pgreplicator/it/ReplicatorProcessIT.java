package io.pgreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The shipped jar runs as a process and never outlives its test. Confined to the test thread. */
class ReplicatorProcessIT {

    @Test
    void endsWithAnExitCodeAndItsOutput() {
        Map<String, String> talkative = Map.of("JAVA_TOOL_OPTIONS", "-Dtalkative=yes");
        try (ReplicatorProcess process = ReplicatorProcess.start(List.of("--version"), Map.of(), talkative)) {
            assertThat(process.waitFor(Patience.LIMIT)).as("%s", process).isBetween(0, 127);
            assertThat(process.stderr()).contains("Picked up JAVA_TOOL_OPTIONS: -Dtalkative=yes");
            assertThat(process.isAlive()).isFalse();
            assertThat(process.toString()).contains("exited with");
        }
    }

    @Test
    void isKilledAtOnce() {
        // a JVM that waits for its debugger is the one replicator that is sure to run on
        Map<String, String> wait = Map.of(
                "JAVA_TOOL_OPTIONS", "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:0");
        try (ReplicatorProcess process = ReplicatorProcess.start(List.of("--version"), Map.of("a", "b"), wait)) {
            process.awaitOutput("Listening for transport", Patience.LIMIT);
            assertThatThrownBy(() -> process.waitFor(Duration.ofMillis(100))).hasMessageContaining("Still running");
            assertThatThrownBy(() -> process.awaitOutput("never said", Duration.ofMillis(100)))
                    .hasMessageContaining("did not appear");
            process.kill9();
            assertThat(process.waitFor(Patience.LIMIT)).isEqualTo(137);
            assertThat(ProcessHandle.of(process.pid())).isEmpty();
        }
    }
}
