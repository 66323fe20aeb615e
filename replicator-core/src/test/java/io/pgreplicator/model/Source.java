package io.pgreplicator.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The source: one table, its capture and the application's transactions. Immutable.
 *
 * @param rows the committed rows, by key
 * @param file which file they are in; a rewrite or a TRUNCATE makes another one
 * @param captured whether the triggers stand
 * @param transactions all that have written so far, by number
 * @param log rows of the log, those of open transactions among them
 * @param marks transactions that truncated the table and are not forgotten, a bit each
 * @param truncationsLeft TRUNCATEs that may still come
 * @param rewritesLeft rewrites that may still come
 */
record Source(
        List<Row> rows,
        int file,
        boolean captured,
        List<Transaction> transactions,
        Set<Entry> log,
        int marks,
        int truncationsLeft,
        int rewritesLeft) {

    Source {
        rows = List.copyOf(rows);
        transactions = List.copyOf(transactions);
        log = Set.copyOf(log);
    }

    static Source of(Bounds bounds) {
        var rows = new ArrayList<>(Collections.nCopies(bounds.keys(), Row.ABSENT));
        for (int key = 0; key < bounds.rows(); key++) {
            rows.set(key, new Row(Row.START, key % bounds.chunks()));
        }
        return new Source(rows, 0, false, List.of(), Set.of(), 0, bounds.truncations(), bounds.rewrites());
    }

    /** The bit of a transaction in a snapshot. */
    static int bit(int xid) {
        return 1 << (xid - 1);
    }

    /** The transactions that have committed, a bit each: what a snapshot taken now sees. */
    int snapshot() {
        return transactions.stream()
                .filter(transaction -> !transaction.open())
                .mapToInt(transaction -> bit(transaction.xid()))
                .sum();
    }

    /** The committed values, by key: their writers stand for them. */
    List<Integer> values() {
        return rows.stream().map(Row::writer).toList();
    }

    boolean hasWriters() {
        return transactions.stream().anyMatch(Transaction::open);
    }

    /** Whether an open transaction holds the whole table, so that nobody may even read it. */
    boolean isLocked() {
        return transactions.stream().anyMatch(Transaction::truncated);
    }

    Source withCapture() {
        return new Source(rows, file, true, transactions, log, marks, truncationsLeft, rewritesLeft);
    }

    Source withLog(Set<Entry> entries) {
        return new Source(rows, file, captured, transactions, entries, marks, truncationsLeft, rewritesLeft);
    }

    Source withMarks(int remaining) {
        return new Source(rows, file, captured, transactions, log, remaining, truncationsLeft, rewritesLeft);
    }

    /** With the transaction as it is now, which may be a new one, and the log rows it wrote. */
    Source with(Transaction transaction, Set<Entry> logged) {
        var all = new ArrayList<>(transactions);
        if (transaction.xid() > all.size()) {
            all.add(transaction);
        } else {
            all.set(transaction.xid() - 1, transaction);
        }
        var entries = new HashSet<>(log);
        entries.addAll(logged);
        return new Source(rows, file, captured, all, entries, marks, truncationsLeft, rewritesLeft);
    }

    Source truncatedBy(Transaction transaction, boolean marked) {
        Source source = with(transaction, Set.of());
        return new Source(
                rows,
                file,
                captured,
                source.transactions,
                log,
                marked ? marks | bit(transaction.xid()) : marks,
                truncationsLeft - 1,
                rewritesLeft);
    }

    Source commit(Transaction transaction) {
        var after = new ArrayList<>(rows);
        transaction.writes().forEach(after::set);
        Source source = with(transaction.commit(), Set.of());
        return new Source(
                after,
                transaction.truncated() ? file + 1 : file,
                captured,
                source.transactions,
                log,
                marks,
                truncationsLeft,
                rewritesLeft);
    }

    /** As after VACUUM FULL: the same rows in another file, each in the next part of it. */
    Source rewrite(int chunks) {
        List<Row> moved =
                rows.stream().map(row -> row.at((row.place() + 1) % chunks)).toList();
        return new Source(moved, file + 1, captured, transactions, log, marks, truncationsLeft, rewritesLeft - 1);
    }

    /** Places no longer matter: fewer states that differ in nothing else. */
    Source withoutPlaces() {
        List<Row> flat = rows.stream().map(row -> row.at(0)).toList();
        List<Transaction> same = transactions.stream()
                .map(transaction -> transaction.writes().isEmpty() ? transaction : withoutPlaces(transaction))
                .toList();
        return new Source(flat, file, captured, same, log, marks, truncationsLeft, rewritesLeft);
    }

    private static Transaction withoutPlaces(Transaction transaction) {
        var flat = new java.util.TreeMap<Integer, Row>();
        transaction.writes().forEach((key, row) -> flat.put(key, row.at(0)));
        return new Transaction(
                transaction.xid(), transaction.open(), transaction.truncated(), flat, transaction.writesLeft());
    }
}
