package io.pgreplicator.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which type holds the values of which, as they are. */
class TypeWidthTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    integer | integer
                    smallint | integer
                    integer | bigint
                    bigint | numeric
                    numeric(10,2) | numeric
                    numeric(10,2) | numeric(12,2)
                    numeric(10,2) | numeric(12,4)
                    numeric(10,2)[] | numeric(12,4)[]
                    numeric(10) | numeric(12,2)
                    numeric(5,-2) | numeric(5,-2)
                    character varying(3) | character varying(10)
                    character varying(3) | text
                    text | character varying
                    uuid | text
                    timestamp(0) without time zone | timestamp(3) without time zone
                    timestamp(0) without time zone | timestamp without time zone
                    """)
    void holds(String type, String other) {
        assertThat(TypeWidth.holds(type, other)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    bigint | integer
                    numeric | integer
                    numeric | numeric(10,2)
                    numeric(10,2) | numeric(10)
                    numeric(10,2) | numeric(10,3)
                    numeric(10,2) | numeric(12,1)
                    numeric | double precision
                    real | double precision
                    double precision | real
                    text | character varying(3)
                    character varying(10) | character varying(3)
                    character(3) | character(5)
                    character(3) | text
                    bit(3) | bit(5)
                    text | integer
                    json | jsonb
                    timestamp without time zone | timestamp(0) without time zone
                    timestamp(3) without time zone | timestamp(0) without time zone
                    timestamp(3) with time zone | timestamp(3) without time zone
                    """)
    void doesNotHold(String type, String other) {
        assertThat(TypeWidth.holds(type, other)).isFalse();
    }
}
