package io.pgreplicator.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.error.ReplicatorException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs small shell programs. Confined to the test thread. */
@Timeout(60)
class ChildProcessTest {

    @Test
    void drainsBothStreamsAndKeepsTheirEnds() throws IOException {
        ChildProcess run = shell("for i in $(seq 1 40000); do echo out$i; echo err$i >&2; done; exit 3");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.output()).hasSize(64 << 10).endsWith("out39999\nout40000\n");
        assertThat(run.errors()).hasSize(64 << 10).endsWith("err39999\nerr40000\n");
    }

    @Test
    void passesTheConnectionInTheEnvironmentOnly() throws IOException {
        ChildProcess run = ChildProcess.run(
                List.of("sh", "-c", "echo $PGPASSWORD $PGHOST; env | grep -c ^PG"),
                Map.of("PGPASSWORD", "secret", "PGHOST", "here"));
        assertThat(run.output()).isEqualTo("secret here\n2\n");
    }

    @Test
    void killsTheProgramWhenInterrupted() {
        Thread.currentThread().interrupt();
        long begin = System.nanoTime();
        assertThatThrownBy(() -> shell("sleep 50")).isInstanceOf(ReplicatorException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(System.nanoTime() - begin).isLessThan(20_000_000_000L);
    }

    private static ChildProcess shell(String script) throws IOException {
        return ChildProcess.run(List.of("sh", "-c", script), Map.of());
    }
}
