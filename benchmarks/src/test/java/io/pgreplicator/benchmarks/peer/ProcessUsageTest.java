package io.pgreplicator.benchmarks.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is read from /proc. */
final class ProcessUsageTest {
    @Test
    void processorTimeIsFoundBehindAnOddProgramName() {
        String stat = "7 (a ) (b) S 1 7 7 0 -1 4194560 900 0 0 0 150 50 20 80 20 0 9 0 100 0 0";
        assertThat(ProcessUsage.cpuSeconds(stat)).isEqualTo(2);
        assertThat(ProcessUsage.endedChildrenSeconds(stat)).isEqualTo(1);
    }

    @Test
    void peakMemoryIsReadInBytesAndMayBeAbsent() {
        assertThat(ProcessUsage.peakRssBytes("Name:\tjava\nVmHWM:\t  2048 kB\nVmRSS:\t 1 kB\n"))
                .isEqualTo(2_097_152);
        assertThat(ProcessUsage.peakRssBytes("Name:\tjava\nState:\tZ (zombie)\n"))
                .isZero();
    }
}
