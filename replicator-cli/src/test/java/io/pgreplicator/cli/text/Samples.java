package io.pgreplicator.cli.text;

import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.Progress;
import io.pgreplicator.telemetry.Progress.Copy;
import io.pgreplicator.telemetry.Progress.Lag;
import io.pgreplicator.telemetry.Progress.LastRound;
import io.pgreplicator.telemetry.Progress.Refused;
import io.pgreplicator.telemetry.Progress.RefusedRow;
import io.pgreplicator.telemetry.Progress.Rounds;
import io.pgreplicator.telemetry.Progress.SequenceProblem;
import io.pgreplicator.telemetry.Progress.SourceCost;
import io.pgreplicator.telemetry.Progress.TableProgress;
import io.pgreplicator.telemetry.RowName;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** States of migrations to print. Stateless. */
public final class Samples {
    private Samples() {}

    public static Progress nothingKnown() {
        return Progress.ofNone();
    }

    public static Progress copying(TableProgress... tables) {
        return new Progress(
                Phase.COPYING,
                List.of(tables),
                new Copy(300L << 20, 1200L << 20, 82L << 20),
                Lag.UNKNOWN,
                Rounds.NONE,
                null,
                Refused.NONE,
                List.of(),
                new SourceCost(8192L, true, 5),
                "host-a, process 4711",
                List.of(),
                false);
    }

    public static Progress following(double lag, long pending, TableProgress... tables) {
        return refusing(lag, pending, 0, List.of(), tables);
    }

    /** As {@link #following}, with refused rows and a sequence that is not set. */
    public static Progress refusing(
            double lag, long pending, long rows, List<RefusedRow> refused, TableProgress... tables) {
        return new Progress(
                Phase.FOLLOWING,
                List.of(tables),
                new Copy(1200L << 20, 1200L << 20, 0),
                new Lag(lag, pending),
                new Rounds(42, new LastRound(345, 0.0512, Instant.parse("2026-11-22T08:00:01Z"))),
                "connection lost\nretrying",
                new Refused(rows, refused),
                List.of(),
                new SourceCost(8192L, false, 1),
                null,
                rows == 0
                        ? List.of()
                        : List.of(new SequenceProblem(new QualifiedName("public", "a_seq"), "beyond its bounds")),
                false);
    }

    /** A row that a check constraint keeps out. */
    public static RefusedRow refused(String key) {
        return new RefusedRow(
                new RowName(new QualifiedName("public", "a"), Map.of("id", key)),
                "23514",
                "violates \"positive\"",
                Instant.parse("2026-11-22T08:00:01Z"),
                Instant.parse("2026-11-22T08:00:11Z"));
    }

    public static TableProgress table(String name, Phase phase, long megabytes) {
        return new TableProgress("public", name, phase, megabytes << 20, megabytes << 20, megabytes * 1000, 7L);
    }
}
