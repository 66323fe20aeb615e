package io.pgreplicator.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "100:100: 100:100: true",
                "100:100: 100:105: true",
                "100:105: 100:100: false",
                "100:105:100,103 100:105:100 true",
                "100:105:100 100:105:100,103 false",
                // 107 began after the first was taken
                "100:105:100 100:110:100,107 true",
                // 103 was visible before, and is running: the servers are not the same
                "100:105: 100:110:103 false",
                "100:105:100,103 104:104: false",
                // beyond 32 bits
                "4294967299:4294967299: 4294967299:4294967301:4294967300 true"
            })
    void theLaterSeesWhatTheEarlierSees(String earlier, String later, boolean within) {
        assertThat(Snapshot.of(earlier).isWithin(Snapshot.of(later))).isEqualTo(within);
    }

    @Test
    void anythingElseIsNoSnapshot() {
        assertThatIllegalArgumentException().isThrownBy(() -> Snapshot.of("100:105"));
        assertThatIllegalArgumentException().isThrownBy(() -> Snapshot.of("a:b:"));
    }
}
