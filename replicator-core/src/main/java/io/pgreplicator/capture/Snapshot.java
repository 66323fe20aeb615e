package io.pgreplicator.capture;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A snapshot of the source as the server writes it, {@code xmin:xmax:running,...}, and the order of snapshots: of two that
 * were taken one after the other on one server, the earlier is always within the later. The numbers are those of top-level
 * transactions; the visibility of a row's {@code xmin}, which may be a subtransaction, cannot be told from them. Immutable.
 *
 * @param next the first transaction number that was not assigned yet
 * @param running the transactions below it that were in progress
 */
record Snapshot(long next, Set<Long> running) {
    Snapshot {
        running = Set.copyOf(running);
    }

    /** Reads it from its text. Throws {@link IllegalArgumentException} when the text is not a snapshot. */
    static Snapshot of(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a snapshot: " + text);
        }
        Set<Long> running = parts[2].isEmpty()
                ? Set.of()
                : Arrays.stream(parts[2].split(",", -1)).map(Long::parseLong).collect(Collectors.toSet());
        return new Snapshot(Long.parseLong(parts[1]), running);
    }

    /** Whether the other one sees every transaction that this one sees. */
    boolean isWithin(Snapshot later) {
        return next <= later.next
                && later.running.stream().allMatch(transaction -> transaction >= next || running.contains(transaction));
    }
}
