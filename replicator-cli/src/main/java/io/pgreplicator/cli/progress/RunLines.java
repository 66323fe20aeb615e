package io.pgreplicator.cli.progress;

import io.pgreplicator.cli.text.Figures;
import io.pgreplicator.cli.text.StatusText;
import io.pgreplicator.telemetry.OpenObject;
import io.pgreplicator.telemetry.OpenTransaction;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.Progress;
import io.pgreplicator.telemetry.Progress.TableProgress;
import io.pgreplicator.telemetry.ReplicationEvent;
import io.pgreplicator.telemetry.ReplicationEvent.ChunkStarted;
import io.pgreplicator.telemetry.ReplicationEvent.IndexFinished;
import io.pgreplicator.telemetry.ReplicationEvent.NotReplicated;
import io.pgreplicator.telemetry.ReplicationEvent.Notice;
import io.pgreplicator.telemetry.ReplicationEvent.ObjectLeftOpen;
import io.pgreplicator.telemetry.ReplicationEvent.ObjectRestored;
import io.pgreplicator.telemetry.ReplicationEvent.PhaseEntered;
import io.pgreplicator.telemetry.ReplicationEvent.Retrying;
import io.pgreplicator.telemetry.ReplicationEvent.RoundFinished;
import io.pgreplicator.telemetry.ReplicationEvent.RowArrived;
import io.pgreplicator.telemetry.ReplicationEvent.RowRefused;
import io.pgreplicator.telemetry.ReplicationEvent.SequenceFailed;
import io.pgreplicator.telemetry.ReplicationEvent.SequencePublished;
import io.pgreplicator.telemetry.ReplicationEvent.StillWriting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the few lines that are worth showing from what happens in a run: each phase, each table copied, how the copy
 * goes every few seconds, and the lag every ten. Confined to one thread.
 */
final class RunLines {
    private static final Duration COPY_PAUSE = Duration.ofSeconds(5);
    private static final Duration FOLLOW_PAUSE = Duration.ofSeconds(10);
    private static final Duration SLOW_INDEX = Duration.ofSeconds(5);
    private static final int MOST_TABLE_LINES = 10;

    private final Set<String> copiedTables = new HashSet<>();
    private final Set<String> tablesOfThisRun = new HashSet<>();
    private final Set<OpenObject> toldOpen = new HashSet<>();
    private @Nullable Duration lastLine;
    private long roundsSinceLine;
    private long keysSinceLine;

    /** The line for an event, or null for one that is not worth a line. */
    @Nullable
    String line(ReplicationEvent event) {
        if (event instanceof PhaseEntered entered) {
            lastLine = null;
            return sentence(entered.phase());
        }
        if (event instanceof ChunkStarted chunk) {
            tablesOfThisRun.add(chunk.table().toString());
            return null;
        }
        if (event instanceof RoundFinished round) {
            roundsSinceLine++;
            keysSinceLine += round.keys();
            return null;
        }
        if (event instanceof IndexFinished index && index.elapsed().compareTo(SLOW_INDEX) >= 0) {
            return "built " + index.name() + " of " + index.table() + " in "
                    + Figures.seconds(index.elapsed().toMillis() / 1000.0);
        }
        if (event instanceof Retrying retry) {
            return retry.what() + " failed (" + retry.reason() + "); attempt " + (retry.attempt() + 1) + " in "
                    + Figures.seconds(retry.pause().toMillis() / 1000.0);
        }
        if (event instanceof NotReplicated found && !found.tables().isEmpty()) {
            return "WARN  created on the source since the start and not replicated: "
                    + found.tables().stream().map(String::valueOf).collect(Collectors.joining(", "))
                    + "; run the command again to include them";
        }
        if (event instanceof RowRefused refused) {
            return "WARN  the target refused " + refused.row() + ": " + refused.reason() + " [" + refused.sqlState()
                    + "]; it is tried again";
        }
        if (event instanceof RowArrived arrived) {
            return arrived.row() + " was refused before and is as on the source now";
        }
        if (event instanceof SequenceFailed failed) {
            return "WARN  the sequence " + failed.sequence() + " is not set on the target: " + failed.reason()
                    + "; it is tried again";
        }
        if (event instanceof SequencePublished published) {
            return "the sequence " + published.sequence() + " is set on the target now";
        }
        if (event instanceof ObjectLeftOpen left) {
            return leftOpen(left.object());
        }
        if (event instanceof ObjectRestored restored) {
            return restored.name() + " of " + restored.table() + " could not be put back before and is back now";
        }
        if (event instanceof StillWriting writing) {
            return stillWriting(writing.transactions());
        }
        return event instanceof Notice notice ? notice.message() : null;
    }

    /** Tried again and again, but told once as long as the reason is the same. */
    private @Nullable String leftOpen(OpenObject object) {
        return toldOpen.add(object)
                ? "WARN  the " + object.subject() + " could not be put back: " + object.reason() + "; SQL: "
                        + object.sql() + (object.offenders().isEmpty() ? "" : " Rows in the way: " + object.offenders())
                : null;
    }

    private static String stillWriting(List<OpenTransaction> transactions) {
        return "WARN  not committed on the source, so not on the target:"
                + transactions.stream().map(open -> "\n  " + open).collect(Collectors.joining())
                + "\n  What they write is carried only when they commit and 'replicator run --until caught-up' follows.";
    }

    /**
     * The lines for the state at a moment.
     *
     * @param now since the run began
     * @param withProgress whether progress itself gets lines, for want of a live line
     */
    List<String> lines(Progress progress, Duration now, boolean withProgress) {
        var lines = new ArrayList<>(newlyCopied(progress.tables()));
        if (withProgress && isDue(progress.phase(), now)) {
            lines.add(progressLine(progress, now));
        }
        return lines;
    }

    /** What the live line shows. */
    static String live(Progress progress) {
        return switch (progress.phase()) {
            case COPYING -> bar(progress) + " " + StatusText.copied(progress);
            case FOLLOWING ->
                "following, lag " + Figures.secondsOrUnknown(progress.lag().seconds()) + ", "
                        + Figures.count(progress.rounds().applied(), "round") + ", keys pending: "
                        + Figures.countOrUnknown(progress.lag().pendingKeys()) + StatusText.refused(progress);
            default -> sentence(progress.phase()) + " ...";
        };
    }

    private String progressLine(Progress progress, Duration now) {
        if (progress.phase() != Phase.FOLLOWING) {
            lastLine = now;
            return progress.phase() == Phase.COPYING
                    ? "copied " + StatusText.copied(progress)
                    : "still " + progress.phase();
        }
        Duration since = lastLine == null ? FOLLOW_PAUSE : now.minus(lastLine);
        String text = "lag " + Figures.secondsOrUnknown(progress.lag().seconds()) + "; "
                + Figures.count(keysSinceLine, "key") + " in " + Figures.count(roundsSinceLine, "round")
                + " in the last " + Figures.seconds(since.toMillis() / 1000.0)
                + (progress.lag().pendingKeys() == null ? "" : "; " + Figures.count(progress.lag().pendingKeys()) + " pending")
                + StatusText.refused(progress);
        lastLine = now;
        keysSinceLine = 0;
        roundsSinceLine = 0;
        return text;
    }

    /** The first line of a phase waits for one pause, so that short phases stay short. */
    private boolean isDue(Phase phase, Duration now) {
        if (lastLine == null) {
            lastLine = now;
            return false;
        }
        Duration pause = phase == Phase.COPYING ? COPY_PAUSE : FOLLOW_PAUSE;
        return now.minus(lastLine).compareTo(pause) >= 0;
    }

    private List<String> newlyCopied(List<TableProgress> tables) {
        Map<Boolean, List<TableProgress>> byThisRun = tables.stream()
                .filter(table -> isCopied(table.phase()))
                .filter(table -> copiedTables.add(name(table)))
                .collect(Collectors.partitioningBy(table -> tablesOfThisRun.contains(name(table))));
        List<TableProgress> before = byThisRun.getOrDefault(false, List.of()).stream()
                .filter(table -> table.copiedRows() > 0)
                .toList();
        var lines = new ArrayList<String>();
        if (!before.isEmpty()) {
            lines.add("copied before: " + sum(before));
        }
        List<TableProgress> now = byThisRun.getOrDefault(true, List.of());
        if (now.size() > MOST_TABLE_LINES) {
            lines.add("copied " + sum(now) + ", last " + name(now.get(now.size() - 1)));
        } else {
            now.forEach(table -> lines.add(copiedLine(table)));
        }
        return lines;
    }

    private static String sum(List<TableProgress> tables) {
        long bytes = tables.stream().mapToLong(TableProgress::totalBytes).sum();
        return Figures.count(tables.size(), "table") + ", " + Figures.bytes(bytes);
    }

    private static String name(TableProgress table) {
        return table.schema() + "." + table.name();
    }

    private static String copiedLine(TableProgress table) {
        return "copied " + name(table) + ": " + Figures.count(table.copiedRows(), "row") + ", "
                + Figures.bytes(table.totalBytes());
    }

    private static boolean isCopied(Phase phase) {
        return switch (phase) {
            case INDEXING, FOLLOWING, REPAIRING, PAUSED, FENCED, SWITCHED -> true;
            case NEW, INSTALLING, COPYING, FAILED -> false;
        };
    }

    private static String sentence(Phase phase) {
        return switch (phase) {
            case NEW -> "starting";
            case INSTALLING -> "installing the capture on the source";
            case COPYING -> "copying the tables";
            case INDEXING -> "building indexes and constraints on the target";
            case FOLLOWING -> "following the source";
            case REPAIRING -> "comparing every row of both sides";
            case PAUSED -> "paused until 'replicator resume'";
            default -> phase.toString();
        };
    }

    private static String bar(Progress progress) {
        int width = 20;
        long total = Math.max(1, progress.copy().totalBytes());
        int full = (int) Math.min(width, width * progress.copy().copiedBytes() / total);
        return "[" + "#".repeat(full) + ".".repeat(width - full) + "]";
    }
}
