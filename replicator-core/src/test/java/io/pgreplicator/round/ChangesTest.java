package io.pgreplicator.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.capture.Window;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChangesTest {
    private final Changes changes =
            new Changes(new Window(null, "20:20:"), 0, List.of(), Map.of(1, 5L, 2, 7L), Set.of(2, 3), Set.of(), true);

    @Test
    void aTableThatSomebodyHoldsIsLeftOutOfAllOfIt() {
        Changes rest = changes.without(Set.of(2, 3));
        assertThat(rest.keys()).isEqualTo(Map.of(1, 5L));
        assertThat(rest.truncated()).isEmpty();
        assertThat(rest.leftOut()).containsExactlyInAnyOrder(2, 3);
        assertThat(rest.isEmpty()).isFalse();
        assertThat(changes.without(Set.of(1, 2, 3)).isEmpty()).isTrue();
        assertThat(changes.without(Set.of(1, 2)).isEmpty())
                .as("a truncation is left")
                .isFalse();
    }

    @Test
    void theSecondPassReadsOneTableAndEmptiesNone() {
        Changes again = changes.again(2);
        assertThat(again.tables()).containsExactly(2);
        assertThat(again.truncated()).isEmpty();
    }

    @Test
    void tablesThatWereOnlyTruncatedAreAmongThem() {
        assertThat(changes.tables()).containsExactly(1, 2, 3);
    }
}
