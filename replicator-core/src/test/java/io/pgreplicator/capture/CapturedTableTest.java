package io.pgreplicator.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.catalog.Key;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CapturedTableTest {
    private static final QualifiedName NAME = new QualifiedName("public", "t");

    /** What can become of a captured table. */
    enum Change {
        RENAMED,
        TRIGGER_LOST,
        KEY_LOST,
        SUBSCRIBED,
        COLUMN_ADDED,
        COLUMN_REWRITTEN
    }

    private static CapturedTable with(Change... changes) {
        List<Change> all = List.of(changes);
        return new CapturedTable(
                7,
                1,
                NAME,
                new UUID(0, 1),
                Table.Kind.PLAIN,
                List.of("a", "B"),
                2,
                "a, B",
                new CapturedTable.Current(
                        all.contains(Change.RENAMED) ? new QualifiedName("public", "u") : NAME,
                        all.contains(Change.COLUMN_ADDED) ? "a, B, c" : "a, B",
                        all.contains(Change.COLUMN_REWRITTEN) ? List.of("a") : List.of(),
                        !all.contains(Change.TRIGGER_LOST),
                        !all.contains(Change.KEY_LOST),
                        all.contains(Change.SUBSCRIBED),
                        List.of(),
                        true,
                        "",
                        List.of("a"),
                        Optional.empty()));
    }

    @Test
    void isUnchangedWhenNothingHasHappened() {
        assertThat(with().unchanged()).isTrue();
        assertThat(with().adaptable()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void onlyColumnsMayBeAdaptedToAndOnlyOfACompleteLog(Change change) {
        boolean ofColumns = change == Change.COLUMN_ADDED || change == Change.COLUMN_REWRITTEN;
        assertThat(with(change).unchanged()).isFalse();
        assertThat(with(change).adaptable()).isEqualTo(ofColumns);
        if (!ofColumns) {
            assertThat(with(change, Change.COLUMN_ADDED).adaptable()).isFalse();
        }
    }

    @Test
    void aRowIsUntouchedWhenTheLogDoesNotNameItByTheKeysOwnEquality() {
        var key = new Key(
                "k",
                true,
                true,
                List.of(new Key.KeyColumn("a", "=", "<", "<="), new Key.KeyColumn("B", "OPERATOR(x.=)", "<", "<=")));
        assertThat(with().untouched(key))
                .isEqualTo("t.\"a\" IS DISTINCT FROM NULL AND t.\"B\" IS DISTINCT FROM NULL AND NOT EXISTS"
                        + " (SELECT FROM replicator_capture.delta_7 AS d"
                        + " WHERE d.k1 = t.\"a\" AND d.k2 OPERATOR(x.=) t.\"B\")");
    }

    @Test
    void logsIntoItsPresentSegment() {
        assertThat(with().logging())
                .isEqualTo("INSERT INTO replicator_capture.delta_7_2 (k1, k2) SELECT t.\"a\", t.\"B\"");
    }
}
