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
        try (ReplicatorProcess process = ReplicatorProcess.start("--version")) {
            assertThat(process.waitFor(Duration.ofSeconds(30)))
                    .as("%s", process)
                    .isZero();
            assertThat(process.stdout()).isNotBlank();
            assertThat(process.isAlive()).isFalse();
        }
    }

    @Test
    void isKilledAtOnce() {
        // a JVM that waits for its debugger is the one replicator that is sure to run on
        Map<String, String> wait = Map.of(
                "JAVA_TOOL_OPTIONS", "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:0");
        try (ReplicatorProcess process = ReplicatorProcess.start(List.of("--version"), Map.of("a", "b"), wait)) {
            process.awaitOutput("Listening for transport", Duration.ofSeconds(30));
            assertThatThrownBy(() -> process.waitFor(Duration.ofMillis(100))).hasMessageContaining("Still running");
            assertThatThrownBy(() -> process.awaitOutput("never said", Duration.ofMillis(100)))
                    .hasMessageContaining("did not appear");
            process.kill9();
            assertThat(process.waitFor(Duration.ofSeconds(1))).isEqualTo(137);
            assertThat(ProcessHandle.of(process.pid())).isEmpty();
        }
    }
}
