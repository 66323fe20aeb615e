package io.pgreplicator.verify;

import io.pgreplicator.control.Leader;
import io.pgreplicator.control.Migration;
import io.pgreplicator.control.RefusedRows;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.telemetry.VerifyReport.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which suspects of a table are genuine, by looking at the target and at the source in turn: see {@link Suspect}. Each
 * look is one statement in autocommit for up to ten thousand rows. Confined to one thread.
 */
final class Settling {
    private static final int PAGE = 10_000;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /** After so many looks a row that changes again and again will be found changed by the next one, too. */
    private static final int MANY_LOOKS = 20;

    private static final String SNAPSHOT = "txid_current_snapshot()::text";

    private final Ends ends;
    private final Work work;
    private final Duration patience;
    private final ComparedTable table;
    private final Tally tally;
    private final Map<List<String>, Entry> open = new LinkedHashMap<>();
    private final List<List<String>> genuine = new ArrayList<>();
    private String servers = "";

    /** A suspect, and when it became one. */
    private record Entry(Suspect suspect, long sinceNanos) {}

    /** The looks of one page, and what was the same during both. */
    private record Looks(List<Sight> onTarget, List<Sight> onSource, boolean quiet, boolean carrying) {}

    Settling(Ends ends, Work work, Duration patience, ComparedTable table, Tally tally) {
        this.ends = ends;
        this.work = work;
        this.patience = patience;
        this.table = table;
        this.tally = tally;
    }

    /** Adds the rows of these keys. */
    void add(Collection<List<String>> keys) {
        long now = System.nanoTime();
        keys.forEach(key -> open.computeIfAbsent(key, it -> new Entry(new Suspect(it, table.rewritten()), now)));
    }

    /** Whether there are so many open suspects that they must be settled before there are more. */
    boolean isCrowded() {
        return open.size() >= PAGE;
    }

    /** Looks at each open suspect once on both sides. */
    void step() {
        List<Entry> entries = List.copyOf(open.values());
        for (int begin = 0; begin < entries.size(); begin += PAGE) {
            List<Entry> page = entries.subList(begin, Math.min(entries.size(), begin + PAGE));
            List<List<String>> keys =
                    page.stream().map(entry -> entry.suspect().key()).toList();
            Looks looks = work.call("looking at rows of " + name(), () -> look(keys));
            forgetAfterRestart(looks);
            for (int i = 0; i < page.size(); i++) {
                judge(page.get(i), looks, i);
            }
        }
    }

    /** Looks until none is left, or patience is at its end for those that are. Throws when it is asked to stop. */
    void finish() {
        Duration pause = FIRST_PAUSE;
        step();
        while (!open.isEmpty()) {
            work.sleep(pause);
            Pace.assertNotStopped(work);
            Duration twice = pause.multipliedBy(2);
            pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
            step();
        }
    }

    private Looks look(List<List<String>> keys) {
        try (Session from = ends.source().open(Role.VERIFY);
                Session to = ends.target().open(Role.VERIFY)) {
            String before = watermark(to);
            List<Sight> onTarget = table.target()
                    .look(
                            to,
                            keys,
                            Migration.WATERMARK,
                            RefusedRows.isRefused(
                                    table.pair().tableId(), table.target().key().givenTexts()));
            RowKey key = table.source().key();
            List<Sight> onSource = table.source()
                    .look(
                            from,
                            keys,
                            SNAPSHOT,
                            table.pair().captured().pending(table.pair().key(), key.givenValues(), before));
            boolean carrying = Leader.isCarrying(to);
            boolean quiet = Objects.equals(before, watermark(to));
            return new Looks(onTarget, onSource, quiet, carrying);
        }
    }

    private static @Nullable String watermark(Session target) {
        // a list, because the only row may hold null
        List<Optional<String>> rows = target.doing("reading the watermark")
                .query("SELECT " + Migration.WATERMARK, row -> Optional.ofNullable(row.getString(1)));
        return rows.get(0).orElse(null);
    }

    /** Numbers of transactions and places of rows are unique only as long as a server does not crash or fail over. */
    private void forgetAfterRestart(Looks looks) {
        Sight onSource = looks.onSource().get(0);
        Sight onTarget = looks.onTarget().get(0);
        if (onSource.standby() || onTarget.standby()) {
            throw new DatabaseException(
                    onSource.standby() ? ErrorCode.SOURCE_UNREACHABLE : ErrorCode.TARGET_UNREACHABLE,
                    "The " + (onSource.standby() ? "source" : "target") + " became a standby while it was compared.",
                    "Give the address of the primary, and run the command again.",
                    SqlStates.NOT_READY,
                    null);
        }
        String present = onSource.server() + " " + onTarget.server();
        if (!present.equals(servers)) {
            servers = present;
            open.values().forEach(entry -> entry.suspect().forget());
        }
    }

    private void judge(Entry entry, Looks looks, int position) {
        Suspect suspect = entry.suspect();
        Optional<Suspect.Verdict> verdict =
                suspect.judge(looks.onTarget().get(position), looks.onSource().get(position), looks.quiet());
        if (verdict.isPresent()) {
            open.remove(suspect.key());
            verdict.get().kind().ifPresent(kind -> found(kind, suspect));
            return;
        }
        boolean late = System.nanoTime() - entry.sinceNanos() >= patience.toNanos();
        boolean inVain = suspect.isPending() && !looks.carrying();
        boolean moves = suspect.looks() >= MANY_LOOKS && suspect.isMoving();
        if (late || inVain || moves) {
            open.remove(suspect.key());
            tally.add(suspect.giveUp(inVain), named(suspect));
        }
    }

    private void found(Kind kind, Suspect suspect) {
        tally.add(kind, named(suspect));
        if (kind != Kind.REFUSED) {
            genuine.add(suspect.key());
        }
    }

    /** The keys of the rows that are different, missing or extra, as the sides pass them. */
    List<List<String>> genuine() {
        return List.copyOf(genuine);
    }

    private List<String> named(Suspect suspect) {
        return table.source().key().readable(suspect.name());
    }

    private String name() {
        return table.pair().captured().name().toString();
    }
}
