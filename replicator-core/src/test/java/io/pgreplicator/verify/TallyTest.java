package io.pgreplicator.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.telemetry.VerifyReport.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Only rows that differ end the comparison of a table. */
class TallyTest {
    private static final int MANY = 100_000;

    private final Tally tally = new Tally(List.of("id"));

    @Test
    void rowsThatMoveFillNothing() {
        add(Kind.MOVING, MANY);
        assertThat(tally.isFull()).isFalse();
        add(Kind.MISSING, MANY - 1);
        assertThat(tally.isFull()).isFalse();
        tally.add(Kind.DIFFERENT, List.of("the last"));
        assertThat(tally.isFull()).isTrue();
        assertThat(tally.named()).hasSize(201);
    }

    @Test
    void aRowCountsOnce() {
        add(Kind.EXTRA, 3);
        add(Kind.EXTRA, 3);
        assertThat(tally.counts().extra()).isEqualTo(3);
    }

    private void add(Kind kind, int rows) {
        for (int i = 0; i < rows; i++) {
            tally.add(kind, List.of(kind + " " + i));
        }
    }
}
