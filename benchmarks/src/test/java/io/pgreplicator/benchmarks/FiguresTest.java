package io.pgreplicator.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The arithmetic behind the figures. */
final class FiguresTest {
    @Test
    void medianIsTheMiddleOrTheMeanOfTheTwoInTheMiddle() {
        assertThat(samples(3, 1, 2).median()).isEqualTo(2);
        assertThat(samples(4, 1, 2, 9).median()).isEqualTo(3);
    }

    @Test
    void ratiosAreTakenRoundByRound() {
        assertThat(samples(1, 4, 9).over(samples(1, 2, 3)).median()).isEqualTo(2);
        assertThat(samples(5, 7).minus(samples(1, 1)).median()).isEqualTo(5);
    }

    @Test
    void processorTimeIsFoundBehindAnOddProgramName() {
        String stat = "7 (a ) (b) S 1 7 7 0 -1 4194560 900 0 0 0 150 50 0 0 20 0 9 0 100 0 0";
        assertThat(ProcessUsage.cpuSeconds(stat)).isEqualTo(2);
    }

    @Test
    void peakMemoryIsReadInBytesAndMayBeAbsent() {
        assertThat(ProcessUsage.peakRssBytes("Name:\tjava\nVmHWM:\t  2048 kB\nVmRSS:\t 1 kB\n"))
                .isEqualTo(2_097_152);
        assertThat(ProcessUsage.peakRssBytes("Name:\tjava\nState:\tZ (zombie)\n"))
                .isZero();
    }

    @Test
    void killsAreAsManyAsAskedForAndTheSameForASeed() {
        for (int kills = 0; kills <= 12; kills++) {
            KillPlan plan = KillPlan.of(kills, 5, 60);
            assertThat(plan.early().size() + plan.late().size()).isEqualTo(kills);
            assertThat(plan).isEqualTo(KillPlan.of(kills, 5, 60));
        }
        assertThat(List.of(
                        KillPlan.of(10, 5, 60).early().size(),
                        KillPlan.of(10, 5, 60).late().size()))
                .isEqualTo(List.of(7, 3));
    }

    private static Samples samples(double... values) {
        var samples = new Samples();
        for (double value : values) {
            samples.add(value);
        }
        return samples;
    }
}
