package io.pgreplicator.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

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

    private static Samples samples(double... values) {
        var samples = new Samples();
        for (double value : values) {
            samples.add(value);
        }
        return samples;
    }
}
