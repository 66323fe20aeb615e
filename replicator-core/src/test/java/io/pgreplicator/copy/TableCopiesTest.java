package io.pgreplicator.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.runtime.StopSignal;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.EventPairs;
import io.pgreplicator.telemetry.ReplicationEvent.ChunkEnded;
import io.pgreplicator.telemetry.ReplicationEvent.ChunkStarted;
import io.pgreplicator.telemetry.ReplicationEvent.TableCopyEnded;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A table's copy lies around its chunks, whoever copies them. */
class TableCopiesTest {
    private static final QualifiedName TABLE = new QualifiedName("public", "a");

    private final EventPairs told = new EventPairs();
    private final Work work = new Work(Duration.ofMinutes(1), new StopSignal(), PausePoint.Hook.NONE, told);
    private final TableCopies copies = new TableCopies(work);

    @AfterEach
    void everyStartHasOneEnd() {
        copies.close();
        told.assertPaired();
    }

    @Test
    void endsWhenItsLastChunkIsIn() {
        copy(1, () -> {});
        copy(2, () -> {});
        assertThat(told.of(TableCopyEnded.class)).isEmpty();
        copies.copied(List.of(1));
        copies.copied(List.of(1));
        assertEnded("DONE 20 200");
    }

    @Test
    void anotherStreamMayBeTheFirstToSeeThatNothingIsLeft() {
        copy(1, () -> copies.copied(List.of(1)));
        assertThat(told.events())
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly("TableCopyStarted", "ChunkStarted", "ChunkEnded", "TableCopyEnded");
        assertEnded("DONE 10 100");
    }

    @Test
    void endsWithTheFailureOfItsLastChunk() {
        copy(1, () -> {});
        assertThatThrownBy(() -> copy(2, () -> {
                    throw new ReplicatorException(ErrorCode.ROW_REFUSED, "refused", "");
                }))
                .hasMessage("refused");
        copies.close();
        assertEnded("FAILED 10 100");
        assertThat(told.of(TableCopyEnded.class).get(0).ending().failure()).isEqualTo(ErrorCode.ROW_REFUSED);
    }

    @Test
    void isStoppedWithTheCopy() {
        copy(1, () -> {});
        copies.close();
        assertEnded("STOPPED 10 100");
    }

    private void copy(long number, Runnable task) {
        copies.during(1, TABLE, () -> {
            var start = new ChunkStarted(TABLE, number);
            work.act(start, task, ending -> {
                long rows = ending.isDone() ? 10 : 0;
                return copies.count(1, new ChunkEnded(start, rows, rows * 10, ending));
            });
        });
    }

    private void assertEnded(String end) {
        assertThat(told.of(TableCopyEnded.class))
                .extracting(copy -> copy.ending().outcome() + " " + copy.rows() + " " + copy.bytes())
                .containsExactly(end);
    }
}
