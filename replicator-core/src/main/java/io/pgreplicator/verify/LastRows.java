package io.pgreplicator.verify;

import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.capture.DeltaReader;
import io.pgreplicator.capture.TablePair;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.telemetry.LastRowsCompared;
import io.pgreplicator.telemetry.RowName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares rows that the last rounds carried, while writers wait. Nobody writes on either side then, so a row that differs is neither
 * on its way nor about to change: no round will bring it. As many rows as fit into a short time, for that time is part of the pause.
 * Confined to one thread.
 */
public final class LastRows {
    /** Of each table. */
    private static final int MOST_ROWS = 100;

    private static final Duration LONGEST = Duration.ofMillis(30);
    private static final String NOTHING = "NULL::text";

    /** The hash of a row that would take too long to read. */
    private static final String TOO_LARGE = "";

    private final Map<Integer, TablePair> pairs;
    private final Digest digest;

    private LastRows(Map<Integer, TablePair> pairs, Digest digest) {
        this.pairs = pairs;
        this.digest = digest;
    }

    /**
     * What was found.
     *
     * @param compared how much was compared
     * @param different the rows that are not equal
     */
    public record Found(LastRowsCompared compared, List<RowName> different) {
        public Found {
            different = List.copyOf(different);
        }
    }

    /** Prepares to compare rows of these tables, as long as they keep their definition. */
    public static LastRows of(Ends ends, Collection<TablePair> pairs) {
        try (Session from = ends.source().open(Role.VERIFY);
                Session to = ends.target().open(Role.VERIFY)) {
            return new LastRows(
                    pairs.stream().collect(Collectors.toMap(TablePair::tableId, Function.identity())),
                    Digest.of(from, to));
        }
    }

    /**
     * Compares rows of these tables, in their order.
     *
     * @param source sees the state that was carried, and can read the tables whoever waits for a lock of them
     * @param target a session in autocommit
     * @param since the keys are those that were logged since that snapshot of the source; null: since the capture began
     */
    public Found compare(Session source, Session target, @Nullable String since, Collection<Integer> tables) {
        long beganNanos = System.nanoTime();
        var compared = LastRowsCompared.NONE;
        var different = new ArrayList<RowName>();
        for (Integer number : tables) {
            TablePair pair = pairs.get(number);
            if (pair != null && System.nanoTime() - beganNanos < LONGEST.toNanos()) {
                ComparedTable table = ComparedTable.of(pair, digest, true, true, source, target);
                int rows = compareIfPossible(table, source, target, since, different);
                compared = new LastRowsCompared(compared.tables() + (rows > 0 ? 1 : 0), compared.rows() + rows);
            }
        }
        return new Found(compared, different);
    }

    /** A comparison that fails says nothing of the rows: a switch does not depend on it. */
    private static int compareIfPossible(
            ComparedTable table, Session source, Session target, @Nullable String since, List<RowName> different) {
        source.execute("SAVEPOINT comparing");
        try {
            return compare(table, source, target, since, different);
        } catch (DatabaseException e) {
            if (e.isOfConnection()) {
                throw e;
            }
            source.execute("ROLLBACK TO SAVEPOINT comparing");
            return 0;
        }
    }

    /** Returns how many rows of the table were compared. */
    private static int compare(
            ComparedTable table, Session source, Session target, @Nullable String since, List<RowName> different) {
        CapturedTable captured = table.pair().captured();
        String texts = table.source().key().textsOf(DeltaReader.keyValues(captured));
        List<List<String>> keys = DeltaReader.keys(source, captured, since, texts, MOST_ROWS);
        if (keys.isEmpty()) {
            return 0;
        }
        var hashes = new LinkedHashMap<List<String>, @Nullable String>();
        List<Sight> here = table.source().look(source, keys, NOTHING, "false");
        for (int i = 0; i < keys.size(); i++) {
            String hash = here.get(i).hash();
            if (!TOO_LARGE.equals(hash)) {
                hashes.put(keys.get(i), hash);
            }
        }
        List<List<String>> small = List.copyOf(hashes.keySet());
        List<Sight> there = small.isEmpty() ? List.of() : table.target().look(target, small, NOTHING, "false");
        for (int i = 0; i < small.size(); i++) {
            if (!Objects.equals(hashes.get(small.get(i)), there.get(i).hash())) {
                different.add(named(table, small.get(i)));
            }
        }
        return small.size();
    }

    private static RowName named(ComparedTable table, List<String> key) {
        List<String> columns = table.pair().captured().key();
        List<String> values = table.source().key().readable(key);
        var named = new LinkedHashMap<String, String>();
        for (int i = 0; i < columns.size(); i++) {
            named.put(columns.get(i), values.get(i));
        }
        return new RowName(table.pair().captured().name(), named);
    }
}
