package io.pgreplicator.round;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TableGroupsTest {
    @Test
    void noGroupHasMoreKeysThanASmallRoundUnlessItIsOneTable() {
        assertThat(TableGroups.of(Map.of(1, 4L, 2, 6L, 3, 1L, 4, 25L, 5, 9L), Set.of(), 10))
                .containsExactly(Set.of(1, 2), Set.of(3), Set.of(4), Set.of(5));
    }

    @Test
    void tablesThatWereOnlyTruncatedAreAmongThem() {
        assertThat(TableGroups.of(Map.of(2, 10L), Set.of(1, 2, 3), 10)).containsExactly(Set.of(1, 2, 3));
    }

    @Test
    void noGroupHoldsThousandsOfTables() {
        Map<Integer, Long> changed =
                IntStream.range(0, 250).boxed().collect(Collectors.toMap(Function.identity(), table -> 1L));
        assertThat(TableGroups.of(changed, Set.of(), 1_000_000))
                .extracting(Set::size)
                .isEqualTo(List.of(100, 100, 50));
    }

    @Test
    void withoutTablesThereIsNone() {
        assertThat(TableGroups.of(Map.of(), Set.of(), 10)).isEmpty();
    }
}
