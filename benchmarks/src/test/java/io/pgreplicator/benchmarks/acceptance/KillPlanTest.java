package io.pgreplicator.benchmarks.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The moments of the kills. */
final class KillPlanTest {
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
}
