package io.pgreplicator.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.RowName;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RefusedRowsTest {
    private static final RefusedRow ROW = new RefusedRow(
            1, new RowName(new QualifiedName("public", "T"), Map.of("id", "o'clock")), "23514", "too large");

    @Test
    void namesTheFirstRowsWithTheServersReason() {
        assertThat(RefusedRows.describe(Collections.nCopies(1, ROW)))
                .startsWith("The target refused 1 row, ")
                .endsWith(": too large [23514]");
        assertThat(RefusedRows.describe(Collections.nCopies(5, ROW)))
                .startsWith("The target refused 5 rows, ")
                .endsWith("; and 2 more");
    }

    @Test
    void showsHowToLookAtTheRow() {
        assertThat(RefusedRows.failure(Collections.nCopies(1, ROW)).cure())
                .contains("\nOn the source: SELECT * FROM \"public\".\"T\" WHERE \"id\" = 'o''clock';\nThen run ");
    }

    /** Each of them can be looked at, as long as they are not too many. */
    @Test
    void showsHowToLookAtEachRow() {
        var other = new RefusedRow(2, new RowName(new QualifiedName("a", "b"), Map.of("k", "1")), "23514", "too large");
        assertThat(RefusedRows.failure(List.of(ROW, other, ROW)).cure())
                .contains("\nOn the source: SELECT * FROM \"public\".\"T\" WHERE \"id\" IN ('o''clock', 'o''clock');"
                        + "\nOn the source: SELECT * FROM \"a\".\"b\" WHERE \"k\" = '1';\nThen run ");
        assertThat(RefusedRows.failure(Collections.nCopies(101, ROW)).cure())
                .contains(
                        "\nThese are the first 100 of each table; on the target replicator.refused_row has all of them.\n");
    }

    @Test
    void moreThanMayBeAreTheFailureOfTheRound() {
        assertThat(ROW.beyond(1000).code()).isEqualTo(ErrorCode.ROW_REFUSED);
        assertThat(ROW.beyond(1000)).hasMessageContaining("more than 1000 rows", "too large [23514]");
    }
}
