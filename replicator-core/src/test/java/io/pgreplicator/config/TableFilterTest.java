package io.pgreplicator.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.sql.QualifiedName;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which tables the patterns mean. */
class TableFilterTest {
    private static boolean matches(String pattern, String schema, String name) {
        return new TableFilter(List.of(), List.of(), List.of(pattern), List.of())
                .includes(new QualifiedName(schema, name));
    }

    @ParameterizedTest
    @CsvSource({
        "orders, public, orders, true",
        "orders, shop, orders, true",
        "orders, public, orders2, false",
        "Orders, public, orders, false",
        "order?, public, orders, true",
        "order?, public, order, false",
        "*, public, orders, true",
        "ord*s, public, orders, true",
        "public.orders, public, orders, true",
        "public.orders, shop, orders, false",
        "public.*, public, orders, true",
        "p*.o*, public, orders, true",
        "*.orders, shop, orders, true",
        "a*.t, a, b.t, false",
        "a.b, public, a.b, false",
        "public.a.b, public, a.b, true",
        "x.y.orders, x.y, orders, true",
        "*.a.b, public, a.b, true",
        "log[1], public, log[1], true",
        "a\\Eb*, public, a\\Ebc, true",
        "(x|y)+, public, (x|y)+, true",
        "?, public, 😀, true",
        "'', public, orders, false",
    })
    void matchesNames(String pattern, String schema, String name, boolean expected) {
        assertThat(matches(pattern, schema, name)).isEqualTo(expected);
    }

    @Test
    void matchesAcrossLines() {
        assertThat(matches("a*b", "public", "a\nb")).isTrue();
        assertThat(matches("a?b", "public", "a\nb")).isTrue();
    }

    @Test
    void exclusionsWin() {
        var filter = new TableFilter(List.of("a", "b*"), List.of("bx"), List.of(), List.of("log", "b1.t"));
        assertThat(filter.includes(new QualifiedName("a", "t"))).isTrue();
        assertThat(filter.includes(new QualifiedName("b1", "u"))).isTrue();
        assertThat(filter.includes(new QualifiedName("b1", "t"))).isFalse();
        assertThat(filter.includes(new QualifiedName("bx", "u"))).isFalse();
        assertThat(filter.includes(new QualifiedName("a", "log"))).isFalse();
        assertThat(filter.includes(new QualifiedName("c", "t"))).isFalse();
        assertThat(filter.includesSchema("c")).isFalse();
        assertThat(TableFilter.all().includes(new QualifiedName("any", "thing")))
                .isTrue();
    }

    @Test
    void namesAnEmptyPattern() {
        assertThat(TableFilter.all().problems()).isEmpty();
        assertThat(new TableFilter(List.of(), List.of(""), List.of(), List.of()).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.settings()).containsExactly("exclude-schemas"));
    }

    @Test
    void isNotSlowedByManyStars() {
        Assertions.assertTimeout(
                Duration.ofSeconds(5),
                () -> assertThat(Wildcard.matches("a*".repeat(30) + "b", "a".repeat(63)))
                        .isFalse());
    }

    @Property
    void wildcardsMeanWhatTheRegularExpressionMeans(
            @ForAll @Chars({'a', 'b', '*', '?'}) @StringLength(max = 8) String pattern,
            @ForAll @CharRange(from = 'a', to = 'b') @StringLength(max = 8) String name) {
        assertThat(Wildcard.matches(pattern, name))
                .isEqualTo(Pattern.matches(pattern.replace("?", ".").replace("*", ".*"), name));
    }
}
