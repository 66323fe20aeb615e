package io.pgreplicator.model;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A transaction of the application that has written. Immutable.
 *
 * @param xid its number, in the order of first writes
 * @param open whether it may still write and has not committed
 * @param truncated whether it emptied the table, which it holds exclusively then
 * @param writes the rows it wrote, by key, until it commits
 * @param writesLeft statements it may still issue
 */
record Transaction(int xid, boolean open, boolean truncated, Map<Integer, Row> writes, int writesLeft) {

    Transaction {
        writes = Map.copyOf(writes);
    }

    static Transaction begin(int xid, int writes) {
        return new Transaction(xid, true, false, Map.of(), writes);
    }

    Transaction write(Map<Integer, Row> more) {
        var all = new TreeMap<>(writes);
        all.putAll(more);
        return new Transaction(xid, open, truncated, all, writesLeft - 1);
    }

    Transaction truncate(int keys) {
        var all = new TreeMap<Integer, Row>();
        for (int key = 0; key < keys; key++) {
            all.put(key, Row.ABSENT);
        }
        return new Transaction(xid, open, true, all, writesLeft - 1);
    }

    Transaction commit() {
        return new Transaction(xid, false, false, Map.of(), 0);
    }

    /** The rows as this transaction sees them over the committed ones. */
    Row sees(List<Row> committed, int key) {
        return writes.getOrDefault(key, committed.get(key));
    }

    /** Whether another transaction that wants the key has to wait for this one. */
    boolean holds(int key) {
        return open && (truncated || writes.containsKey(key));
    }
}
