package io.pgreplicator.cli.progress;

import static io.pgreplicator.cli.text.Samples.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.cli.text.Samples;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.Progress.TableProgress;
import io.pgreplicator.telemetry.ReplicationEvent.ChunkEnded;
import io.pgreplicator.telemetry.ReplicationEvent.ChunkStarted;
import io.pgreplicator.telemetry.ReplicationEvent.Ending;
import io.pgreplicator.telemetry.ReplicationEvent.ObjectBuildEnded;
import io.pgreplicator.telemetry.ReplicationEvent.ObjectBuildStarted;
import io.pgreplicator.telemetry.ReplicationEvent.OutageEnded;
import io.pgreplicator.telemetry.ReplicationEvent.OutageStarted;
import io.pgreplicator.telemetry.ReplicationEvent.PhaseStarted;
import io.pgreplicator.telemetry.ReplicationEvent.Retrying;
import io.pgreplicator.telemetry.ReplicationEvent.RoundEnded;
import io.pgreplicator.telemetry.ReplicationEvent.RoundStarted;
import io.pgreplicator.telemetry.ReplicationEvent.RowArrived;
import io.pgreplicator.telemetry.ReplicationEvent.RowRefused;
import io.pgreplicator.telemetry.ReplicationEvent.TableCopyStarted;
import io.pgreplicator.telemetry.RowName;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunLinesTest {
    private static final QualifiedName TABLE = new QualifiedName("public", "a");

    private final RunLines lines = new RunLines();

    @Test
    void tellsOfPhasesRetriesAndSlowIndexesOnly() {
        assertThat(lines.line(new PhaseStarted(Phase.COPYING))).isEqualTo("copying the tables that are not copied yet");
        assertThat(lines.line(new PhaseStarted(Phase.REPAIRING))).isEqualTo("comparing every row of both sides");
        assertThat(lines.line(new ChunkEnded(new ChunkStarted(TABLE, 1), 10, 100, done(1))))
                .isNull();
        assertThat(lines.line(built(Ending.done(Duration.ofSeconds(1))))).isNull();
        assertThat(lines.line(built(Ending.done(Duration.ofSeconds(65)))))
                .isEqualTo("built a_x of public.a in 1 min 5 s");
        assertThat(lines.line(built(Ending.failed(ErrorCode.TARGET_FAILED, Duration.ofSeconds(65)))))
                .isNull();
        assertThat(lines.line(new Retrying("copying public.a", "connection lost", 1, Duration.ofSeconds(2))))
                .isEqualTo("copying public.a failed (connection lost); attempt 2 in 2.0 s");
        assertThat(lines.line(
                        new OutageEnded(new OutageStarted("copying public.a", "connection lost"), 3, done(42_000))))
                .isEqualTo("copying public.a succeeded at attempt 3, 42 s after it first failed");
    }

    @Test
    void tellsOfEachRowRefusedAndArrived() {
        var row = new RowName(TABLE, Map.of("id", "5"));
        assertThat(lines.line(new RowRefused(row, "23514", "violates \"positive\"")))
                .isEqualTo(
                        "WARN  the target refused public.a (id)=(5): violates \"positive\" [23514]; it is tried again");
        assertThat(lines.line(new RowArrived(row)))
                .isEqualTo("public.a (id)=(5) was refused before and is as on the source now");
    }

    @Test
    void tellsHowTheCopyGoesEveryFiveSeconds() {
        assertThat(lines.lines(Samples.copying(), Duration.ofSeconds(1), true)).isEmpty();
        assertThat(lines.lines(Samples.copying(), Duration.ofSeconds(5), true)).isEmpty();
        assertThat(lines.lines(Samples.copying(), Duration.ofSeconds(6), true))
                .containsExactly("copied 300.0 MB of 1.2 GB (25 %), 82.0 MB/s, about 11 s to go");
        assertThat(lines.lines(Samples.copying(), Duration.ofSeconds(8), true)).isEmpty();
    }

    @Test
    void tellsThatItStillChecks() {
        assertThat(lines.lines(Samples.nothingKnown(), Duration.ofSeconds(1), true))
                .isEmpty();
        assertThat(lines.lines(Samples.nothingKnown(), Duration.ofSeconds(20), true))
                .containsExactly("still checking both databases");
    }

    @Test
    void leavesProgressToTheLiveLineOnATerminal() {
        lines.lines(Samples.copying(), Duration.ofSeconds(1), false);
        assertThat(lines.lines(Samples.copying(), Duration.ofSeconds(60), false))
                .isEmpty();
        assertThat(new RunLines().live(Samples.copying()))
                .isEqualTo("[#####...............] 300.0 MB of 1.2 GB (25 %), 82.0 MB/s, about 11 s to go");
    }

    @Test
    void tellsOfEachTableOnce() {
        lines.line(new TableCopyStarted(TABLE));
        TableProgress copying = table("a", Phase.COPYING, 1);
        TableProgress done = table("a", Phase.INDEXING, 1);
        assertThat(lines.lines(Samples.copying(copying), Duration.ZERO, true)).isEmpty();
        assertThat(lines.lines(Samples.copying(done), Duration.ZERO, true))
                .containsExactly("copied public.a: 1,000 rows, 1.0 MB");
        assertThat(lines.lines(Samples.following(0, 0, done), Duration.ZERO, true))
                .isEmpty();
    }

    @Test
    void countsTablesWhenManyAreDoneAtOnce() {
        TableProgress[] done = IntStream.rangeClosed(1, 12)
                .mapToObj(number -> table("t" + number, Phase.INDEXING, 1))
                .peek(table -> lines.line(new TableCopyStarted(new QualifiedName("public", table.name()))))
                .toArray(TableProgress[]::new);
        assertThat(lines.lines(Samples.copying(done), Duration.ZERO, true))
                .containsExactly("copied 12 tables, 12.0 MB, last public.t12");
    }

    @Test
    void tellsWhatAFormerRunCopied() {
        assertThat(lines.lines(Samples.copying(table("a", Phase.INDEXING, 1)), Duration.ZERO, true))
                .containsExactly("copied before: 1 table, 1.0 MB");
    }

    @Test
    void sumsUpTheRoundsEveryTenSeconds() {
        lines.line(new PhaseStarted(Phase.FOLLOWING));
        lines.lines(Samples.following(0.2, 3), Duration.ofSeconds(20), true);
        lines.line(new RoundEnded(new RoundStarted(1), 100, done(5)));
        lines.line(new RoundEnded(new RoundStarted(2), 20, done(5)));
        lines.line(new RoundEnded(new RoundStarted(3), 7, Ending.stopped(Duration.ofMillis(5))));
        assertThat(lines.lines(Samples.following(0.2, 3), Duration.ofSeconds(26), true))
                .isEmpty();
        assertThat(lines.lines(Samples.following(0.2, 3), Duration.ofSeconds(31), true))
                .containsExactly("lag 0.2 s; 120 keys in 2 rounds in the last 11 s; 3 pending");
        assertThat(lines.lines(Samples.following(0.2, 3), Duration.ofSeconds(41), true))
                .containsExactly("lag 0.2 s; 0 keys in 0 rounds in the last 10 s; 3 pending");
    }

    private static ObjectBuildEnded built(Ending ending) {
        return new ObjectBuildEnded(new ObjectBuildStarted("index", TABLE, "a_x"), ending);
    }

    private static Ending done(long millis) {
        return Ending.done(Duration.ofMillis(millis));
    }
}
