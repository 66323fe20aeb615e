package io.pgreplicator.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.catalog.Sequence.Definition;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.sql.QualifiedName;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequenceTest {
    private static final long INT4 = Integer.MAX_VALUE;

    @ParameterizedTest
    @CsvSource({
        "1, 5, true, 5, true, 0",
        "1, 5, false, 5, true, 1",
        "1, 5, true, 6, false, 0",
        "1, 5, true, 4, true, -1",
        "1, 5, false, 4, true, 0",
        "10, 10, true, 20, true, 1",
        "10, 10, true, 19, true, 0",
        "10, 10, true, 9, true, -1",
        "-2, 9, true, 7, true, 1",
        "-2, 9, true, 8, true, 0",
        "-2, 9, true, 10, true, -1",
        "1, -9223372036854775808, false, 9223372036854775807, true, 4611686018427387904"
    })
    void countsSteps(long increment, long from, boolean fromCalled, long to, boolean toCalled, long steps) {
        assertThat(bigint(increment, 1)
                        .steps(new Sequence.Position(from, fromCalled), new Sequence.Position(to, toCalled)))
                .isEqualTo(steps);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 50, 0, 50", // as many as there are sessions
        "1, 20, 50, 0, 1000", // each with a cache
        "1, 1, 50, 700.9, 700", // what was handed out lately
        "1, 1, 50, 1e12, 2147483", // but that may be a jump
        "2147483647, 1, 50, 0, 0", // nothing left
        "2147483600, 1, 50, 0, 11", // little left
        "2147483600, 1000000000, 50, 1e9, 11"
    })
    void keepsAMarginWithinTheBounds(long at, long cache, long sessions, double lately, long margin) {
        Sequence sequence = sequence(new Definition("bigint", 1, 1, 1, Long.MAX_VALUE, cache, false), INT4);
        assertThat(sequence.margin(new Sequence.Position(at, true), sequence.definition(), sessions, lately))
                .isEqualTo(margin);
    }

    @Test
    void keepsWithinTheTargetsBoundsToo() {
        Definition narrow = new Definition("bigint", 1, 1, 1, 100, 1, false);
        assertThat(bigint(1, 1).margin(new Sequence.Position(20, true), narrow, 50, 0))
                .isEqualTo(20);
        assertThat(bigint(1, 1).margin(new Sequence.Position(500, true), narrow, 50, 0))
                .isZero();
        Definition down = new Definition("bigint", -1, -1, -100, -1, 1, false);
        Sequence descending = sequence(new Definition("bigint", -1, -1, Long.MIN_VALUE, -1, 1, false), Long.MAX_VALUE);
        assertThat(descending.margin(new Sequence.Position(-20, true), down, 50, 0))
                .isEqualTo(20);
        assertThat(descending.ahead(new Sequence.Position(-20, true), 40)).isEqualTo(new Sequence.Position(-60, true));
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', true",
        "a, '', true",
        "other, '', false",
        "s, '', false",
        "'', a, false",
        "'', s, true",
        "'', b, true"
    })
    void takesPartWithItsTables(String tables, String excluded, boolean takesPart) {
        assertThat(bigint(1, 1).takesPart(filter(tables, excluded))).isEqualTo(takesPart);
    }

    @ParameterizedTest
    @CsvSource({"'', '', true", "a, '', false", "'fr*', '', true", "'', free, false"})
    void oneThatBelongsToNoTableIsSelectedByItsOwnName(String tables, String excluded, boolean takesPart) {
        Definition definition = new Definition("bigint", 1, 1, 1, Long.MAX_VALUE, 1, false);
        var free =
                new Sequence(1, name("free"), List.of(), true, definition, Long.MIN_VALUE, Long.MAX_VALUE, true, true);
        assertThat(free.takesPart(filter(tables, excluded))).isEqualTo(takesPart);
        var ofAForeignTable =
                new Sequence(1, name("free"), List.of(), false, definition, Long.MIN_VALUE, Long.MAX_VALUE, true, true);
        assertThat(ofAForeignTable.takesPart(filter(tables, excluded))).isFalse();
    }

    private static TableFilter filter(String tables, String excluded) {
        return new TableFilter(List.of(), List.of(), list(tables), list(excluded));
    }

    private static List<String> list(String pattern) {
        return pattern.isEmpty() ? List.of() : List.of(pattern);
    }

    private static Sequence bigint(long increment, long cache) {
        return sequence(
                new Definition("bigint", 1, increment, Long.MIN_VALUE, Long.MAX_VALUE, cache, false), Long.MAX_VALUE);
    }

    private static Sequence sequence(Definition definition, long greatest) {
        return new Sequence(1, name("s"), List.of(name("a")), false, definition, Long.MIN_VALUE, greatest, true, true);
    }

    private static QualifiedName name(String name) {
        return new QualifiedName("public", name);
    }
}
