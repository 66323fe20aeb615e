package io.pgreplicator.cli.text;

import static io.pgreplicator.cli.text.Samples.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.cli.console.Paint;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.Progress.TableProgress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatusTextTest {
    @Test
    void showsACopy() {
        var half = new TableProgress("public", "half", Phase.COPYING, 50 << 20, 100 << 20, 1234, null);
        assertThat(StatusText.of(Samples.copying(half, table("big", Phase.INDEXING, 2048)), Paint.NONE))
                .isEqualTo("""
                        phase       copying
                        copied      300.0 MB of 1.2 GB (25 %), 82.0 MB/s, about 11 s to go
                        lag         -
                        rounds      0
                        source      8.0 kB in the capture's log, capture valid, 5 connections
                        leader      host-a, process 4711

                        TABLE        PHASE      COPIED        OF              ROWS  PENDING
                        public.big   indexing   2.0 GB    2.0 GB  100 %  2,048,000        7
                        public.half  copying   50.0 MB  100.0 MB   50 %      1,234        -""");
    }

    @Test
    void showsAFollowerThatHadAnError() {
        assertThat(StatusText.of(Samples.following(0.25, 1), Paint.NONE)).isEqualTo("""
                        phase       following
                        copied      1.2 GB of 1.2 GB (100 %)
                        lag         0.3 s, at most 1 key pending
                        rounds      42, the last with changes: 345 keys in 0.1 s at 2026-11-22 08:00:01 UTC
                        source      8.0 kB in the capture's log, capture NOT valid, 1 connection
                        leader      none is running
                        last error  connection lost
                                    retrying""");
    }

    @Test
    void neverLooksGoodWhileRowsAreRefused() {
        var progress = Samples.refusing(12, 3, 3, List.of(Samples.refused("5"), Samples.refused("6")));
        assertThat(StatusText.of(progress, Paint.NONE)).contains("""

                        refused     3 rows not on the target as on the source; tried again while 'run' goes on
                                    public.a (id)=(5): violates "positive" [23514]
                                    public.a (id)=(6): violates "positive" [23514]
                                    ... and 1 more
                        sequences   1 sequence not set on the target
                                    public.a_seq: beyond its bounds
                        last error""");
        assertThat(StatusText.line(progress)).endsWith(", 42 rounds, 3 rows refused");
    }

    @Test
    void showsTheLargestTablesAndCountsTheRest() {
        TableProgress[] tables = IntStream.rangeClosed(1, 23)
                .mapToObj(size -> table("t" + size, Phase.FOLLOWING, size))
                .toArray(TableProgress[]::new);
        String text = StatusText.of(Samples.following(0, 0, tables), Paint.NONE);
        assertThat(text.indexOf("public.t23 ")).isPositive().isLessThan(text.indexOf("public.t22 "));
        assertThat(text)
                .doesNotContain("public.t3 ")
                .endsWith("\n... and 3 smaller tables, 6.0 MB in all (--json lists every one)");
    }

    @Test
    void fitsOnALine() {
        assertThat(StatusText.line(Samples.copying()))
                .isEqualTo("copying 300.0 MB of 1.2 GB (25 %), 82.0 MB/s, about 11 s to go");
        assertThat(StatusText.line(Samples.following(12, 5)))
                .isEqualTo("following, lag 12 s, at most 5 keys pending, 42 rounds");
        assertThat(StatusText.line(Samples.following(0, 0)))
                .isEqualTo("following, lag 0.0 s, nothing pending, 42 rounds");
    }
}
