package io.pgreplicator.verify;

import io.pgreplicator.catalog.Table;
import io.pgreplicator.jdbc.Session;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Determines which rows of a table may differ between the sides, in one pass over each. Memory use does not grow with the
 * table. The source may be written to meanwhile: what is written after the comparison began is outside its scope. Immutable.
 *
 * @param sourceRows rows on the source
 * @param targetRows rows on the target
 * @param equal whether no row differs
 * @param suspects the condition under which the row {@code r}, of either side, may differ; every row that does satisfies it
 */
public record BucketComparison(long sourceRows, long targetRows, boolean equal, String suspects) {

    /**
     * Reads every row of both sides concurrently. A failure of one side costs the other's connection.
     *
     * @param table the table on the source
     * @param onTarget the table on the target
     * @param key the columns that identify a row
     */
    public static BucketComparison of(Session source, Session target, Table table, Table onTarget, List<String> key) {
        Digest digest = Digest.of(source, target);
        RowHash hash = RowHash.of(table, onTarget, digest, TableVerifier.storesOutOfLine(source, table));
        String row = hash.ofEveryColumn(digest);
        var buckets = Buckets.of(key, digest, Math.max(table.bytes(), onTarget.bytes()));
        var failure = new AtomicReference<@Nullable RuntimeException>();
        CompletableFuture<Map<Integer, Buckets.Content>> reading = CompletableFuture.supplyAsync(
                () -> read(() -> buckets.read(target, onTarget, row), source, failure), BucketComparison::start);
        Map<Integer, Buckets.Content> there = read(() -> buckets.read(source, table, row), target, failure);
        Map<Integer, Buckets.Content> here;
        try {
            here = reading.join();
        } catch (CompletionException e) {
            throw first(failure, e);
        }
        BitSet differing = differing(there, here);
        return new BucketComparison(rows(there), rows(here), differing.isEmpty(), buckets.isIn(differing));
    }

    /** When one side fails, the other is not read to its end, and the failure that came first is the one to report. */
    private static Map<Integer, Buckets.Content> read(
            Supplier<Map<Integer, Buckets.Content>> side,
            Session other,
            AtomicReference<@Nullable RuntimeException> failure) {
        try {
            return side.get();
        } catch (RuntimeException e) {
            RuntimeException first = first(failure, e);
            other.discard();
            throw first;
        }
    }

    private static RuntimeException first(AtomicReference<@Nullable RuntimeException> failure, RuntimeException later) {
        RuntimeException earlier = failure.compareAndExchange(null, later);
        return earlier == null ? later : earlier;
    }

    private static BitSet differing(Map<Integer, Buckets.Content> there, Map<Integer, Buckets.Content> here) {
        Set<Integer> filled = new HashSet<>(there.keySet());
        filled.addAll(here.keySet());
        var differing = new BitSet();
        for (int bucket : filled) {
            Buckets.Content content = there.get(bucket);
            differing.set(bucket, content == null || !content.equals(here.get(bucket)));
        }
        return differing;
    }

    private static void start(Runnable reading) {
        var thread = new Thread(reading, "verify");
        thread.setDaemon(true);
        thread.start();
    }

    private static long rows(Map<Integer, Buckets.Content> contents) {
        return contents.values().stream().mapToLong(Buckets.Content::rows).sum();
    }
}
