package io.pgreplicator.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.catalog.Key;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RowKeyTest {
    private static final RowKey ONE = key("pg_catalog");
    private static final RowKey TWO = key("pg_catalog", "pg_catalog");
    private static final RowKey MIXED = key("pg_catalog", "public");

    @Test
    void aRangeIsOpenWhereItHasNoBound() {
        assertThat(ONE.between(null, null)).isEqualTo("true");
        assertThat(ONE.between(List.of("a'b"), null)).isEqualTo("'a''b'::text OPERATOR(pg_catalog.<) r.\"k1\"");
        assertThat(ONE.between(List.of("a"), List.of("b")))
                .isEqualTo("'a'::text OPERATOR(pg_catalog.<) r.\"k1\" AND r.\"k1\" OPERATOR(pg_catalog.<=) 'b'::text");
    }

    @Test
    void severalColumnsAreOneComparisonOfRows() {
        assertThat(TWO.between(List.of("a", "b"), null))
                .isEqualTo("ROW('a'::text, 'b'::text) OPERATOR(pg_catalog.<) ROW(r.\"k1\", r.\"k2\")");
        assertThat(TWO.ascends(List.of("a", "b"), List.of("a", "c")))
                .isEqualTo("ROW('a'::text, 'b'::text) OPERATOR(pg_catalog.<) ROW('a'::text, 'c'::text)");
    }

    @Test
    void columnsWhoseOperatorsDifferAreComparedOneByOne() {
        assertThat(MIXED.between(null, List.of("a", "b")))
                .isEqualTo("r.\"k1\" OPERATOR(pg_catalog.<=) 'a'::text AND (r.\"k1\" OPERATOR(pg_catalog.<) 'a'::text"
                        + " OR r.\"k1\" OPERATOR(pg_catalog.=) 'a'::text AND r.\"k2\" OPERATOR(public.<=) 'b'::text)");
    }

    @Test
    void isMatchedByItsOwnEquality() {
        assertThat(MIXED.match())
                .isEqualTo("r.\"k1\" OPERATOR(pg_catalog.=) g.v1 AND r.\"k2\" OPERATOR(public.=) g.v2");
        assertThat(TWO.given()).isEqualTo("t1::text AS v1, t2::text AS v2");
    }

    @Test
    void bytesOfNoEncodingArePassedInHexadecimalForm() {
        var bytes = new RowKey(ONE.columns(), "SQL_ASCII");
        assertThat(bytes.given()).isEqualTo("convert_from(decode(t1, 'hex'), 'SQL_ASCII')::text AS v1");
        assertThat(bytes.readable(List.of("6162"))).containsExactly("ab");
        assertThat(bytes.readable(List.of("ff"))).containsExactly("\uFFFDff");
    }

    /** A key of texts, whose operators are in these schemas. */
    private static RowKey key(String... schemas) {
        var numbers = new int[1];
        return new RowKey(
                Stream.of(schemas)
                        .map(schema -> {
                            String name = "k" + ++numbers[0];
                            String operator = "OPERATOR(" + schema + ".";
                            return new RowKey.KeyColumn(
                                    name,
                                    "text",
                                    new Key.KeyColumn(name, operator + "=)", operator + "<)", operator + "<=)"));
                        })
                        .toList(),
                null);
    }
}
