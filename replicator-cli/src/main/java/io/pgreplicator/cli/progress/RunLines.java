package io.pgreplicator.cli.progress;

import io.pgreplicator.cli.text.Figures;
import io.pgreplicator.cli.text.StatusText;
import io.pgreplicator.telemetry.OpenObject;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.Progress;
import io.pgreplicator.telemetry.Progress.TableProgress;
import io.pgreplicator.telemetry.ReplicationEvent;
import io.pgreplicator.telemetry.ReplicationEvent.ObjectLeftOpen;
import io.pgreplicator.telemetry.ReplicationEvent.PhaseStarted;
import io.pgreplicator.telemetry.ReplicationEvent.RoundEnded;
import io.pgreplicator.telemetry.ReplicationEvent.TableCopyStarted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the few lines that are worth showing of a run: each phase, each table copied, the progress of the copy every few
 * seconds, and the lag every ten. Confined to one thread.
 */
final class RunLines {
    private static final Duration COPY_PAUSE = Duration.ofSeconds(5);
    private static final Duration FOLLOW_PAUSE = Duration.ofSeconds(10);
    private static final int MOST_TABLE_LINES = 10;

    private final EventSentences sentences = new EventSentences();
    private final Set<String> copiedTables = new HashSet<>();
    private final Set<String> tablesOfThisRun = new HashSet<>();
    private final Set<OpenObject> toldOpen = new HashSet<>();
    private @Nullable Duration lastLine;
    private long roundsSinceLine;
    private long keysSinceLine;

    /** The line for an event, or null for an event that needs none. */
    @Nullable
    String line(ReplicationEvent event) {
        if (event instanceof PhaseStarted) {
            lastLine = null;
        } else if (event instanceof TableCopyStarted copy) {
            tablesOfThisRun.add(copy.table().toString());
        } else if (event instanceof RoundEnded round && round.ending().isDone()) {
            roundsSinceLine++;
            keysSinceLine += round.keys();
        } else if (event instanceof ObjectLeftOpen left && !toldOpen.add(left.object())) {
            return null; // tried again and again, but reported once while the reason stays the same
        }
        return sentences.of(event);
    }

    /**
     * The lines for the state at a moment.
     *
     * @param now time since the run began
     * @param withProgress whether progress itself gets lines, because there is no live line
     */
    List<String> lines(Progress progress, Duration now, boolean withProgress) {
        var lines = new ArrayList<>(newlyCopied(progress.tables()));
        if (withProgress && isDue(progress.phase(), now)) {
            lines.add(progressLine(progress, now));
        }
        return lines;
    }

    /** What the live line shows. */
    String live(Progress progress) {
        return switch (progress.phase()) {
            case COPYING -> bar(progress) + " " + StatusText.copied(progress);
            case FOLLOWING ->
                "following, lag " + Figures.secondsOrUnknown(progress.lag().seconds()) + ", "
                        + Figures.count(progress.rounds().applied(), "round") + ", keys pending: "
                        + Figures.countOrUnknown(progress.lag().pendingKeys()) + StatusText.refused(progress);
            default -> sentences.of(progress.phase()) + " ...";
        };
    }

    private String progressLine(Progress progress, Duration now) {
        if (progress.phase() != Phase.FOLLOWING) {
            lastLine = now;
            return progress.phase() == Phase.COPYING
                    ? "copied " + StatusText.copied(progress)
                    : "still " + (progress.phase() == Phase.NEW ? "checking both databases" : progress.phase());
        }
        Duration since = lastLine == null ? FOLLOW_PAUSE : now.minus(lastLine);
        String text = "lag " + Figures.secondsOrUnknown(progress.lag().seconds()) + "; "
                + Figures.count(keysSinceLine, "key") + " in " + Figures.count(roundsSinceLine, "round")
                + " in the last " + Figures.seconds(since.toMillis() / 1000.0)
                + (progress.lag().pendingKeys() == null
                        ? ""
                        : "; " + Figures.count(progress.lag().pendingKeys()) + " pending")
                + StatusText.refused(progress);
        lastLine = now;
        keysSinceLine = 0;
        roundsSinceLine = 0;
        return text;
    }

    /** The first line of a phase waits for one interval, so that short phases stay short. */
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
            case INDEXING, FOLLOWING, REPAIRING, PAUSED, FENCED, SWITCHED, REVERSED -> true;
            case NEW, INSTALLING, COPYING, FAILED -> false;
        };
    }

    private static String bar(Progress progress) {
        int width = 20;
        long total = Math.max(1, progress.copy().totalBytes());
        int full = (int) Math.min(width, width * progress.copy().copiedBytes() / total);
        return "[" + "#".repeat(full) + ".".repeat(width - full) + "]";
    }
}
