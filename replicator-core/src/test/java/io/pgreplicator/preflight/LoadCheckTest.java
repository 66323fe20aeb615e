package io.pgreplicator.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.telemetry.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the load check says of sources that nobody can start here. Confined to the test thread. */
class LoadCheckTest {
    private final Findings findings = new Findings();

    @ParameterizedTest
    @CsvSource({"10, false", "11, false", "12, false", "12, true", "18, true"})
    void saysNothingOfSnapshotsWhereTheyCannotMissATrigger(int major, boolean partitioned) {
        LoadCheck.oldSnapshots(major, partitioned, findings);
        assertThat(findings.list()).isEmpty();
    }

    @Test
    void warnsOfOldSnapshotsWhereAPartitionIsCapturedBefore12() {
        LoadCheck.oldSnapshots(10, true, findings);
        LoadCheck.oldSnapshots(11, true, findings);
        assertThat(findings.list()).hasSize(2).allSatisfy(finding -> {
            assertThat(finding.level()).isEqualTo(Finding.Level.WARN);
            assertThat(finding.message()).contains("REPEATABLE READ or SERIALIZABLE", "not captured");
            assertThat(finding.cure()).contains("before 'run' installs", "FROM pg_stat_activity");
        });
    }
}
