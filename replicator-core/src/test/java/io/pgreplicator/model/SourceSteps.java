package io.pgreplicator.model;

import io.pgreplicator.model.search.Step;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the application does: statements, which wait for each other's rows, and commits. Confined to one thread. */
final class SourceSteps {
    private final Model model;
    private final Bounds bounds;
    private final State state;
    private final Source source;
    private final List<Step<State>> steps;

    SourceSteps(Model model, State state, List<Step<State>> steps) {
        this.model = model;
        this.bounds = model.bounds();
        this.state = state;
        this.source = state.source();
        this.steps = steps;
    }

    void add() {
        for (Transaction transaction : source.transactions()) {
            if (transaction.open()) {
                if (transaction.writesLeft() > 0) {
                    statements(transaction);
                }
                step("T" + transaction.xid() + ": COMMIT", source.commit(transaction));
            }
        }
        int used = source.transactions().size();
        if (used < bounds.transactions()) {
            statements(Transaction.begin(used + 1, bounds.writes()));
        }
        boolean copying = state.target().isPlanned() && !state.target().isCopied();
        if (copying && source.rewritesLeft() > 0 && !source.hasWriters()) {
            step("VACUUM FULL", source.rewrite(bounds.chunks()));
        }
    }

    private void statements(Transaction transaction) {
        for (int key = 0; key < bounds.keys(); key++) {
            if (isFree(key, transaction)) {
                rowStatements(transaction, key);
            }
        }
        boolean alone =
                source.transactions().stream().noneMatch(other -> other.open() && other.xid() != transaction.xid());
        if (source.truncationsLeft() > 0 && alone) {
            step(
                    "T" + transaction.xid() + ": TRUNCATE",
                    source.truncatedBy(
                            transaction.truncate(bounds.keys()),
                            source.captured() && model.keeps(Rule.TRUNCATE_IS_LOGGED)));
        }
    }

    private void rowStatements(Transaction transaction, int key) {
        String who = "T" + transaction.xid() + ": ";
        boolean exists = transaction.sees(source.rows(), key).exists();
        for (int place : places()) {
            Row row = new Row(transaction.xid(), place);
            String where = place == bounds.chunks()
                    ? " beyond the plan"
                    : state.target().isCopied() ? "" : " in part " + place;
            write(transaction, who + (exists ? "UPDATE " : "INSERT ") + key + where, Map.of(key, row), Set.of(key));
        }
        if (!exists) {
            return;
        }
        write(transaction, who + "DELETE " + key, Map.of(key, Row.ABSENT), Set.of(key));
        int place = transaction.sees(source.rows(), key).place();
        for (int other = 0; other < bounds.keys(); other++) {
            if (isFree(other, transaction)
                    && !transaction.sees(source.rows(), other).exists()) {
                write(
                        transaction,
                        who + "UPDATE " + key + " to key " + other,
                        Map.of(key, Row.ABSENT, other, new Row(transaction.xid(), place)),
                        model.keeps(Rule.OLD_KEY_IS_LOGGED) ? Set.of(key, other) : Set.of(other));
            }
        }
    }

    /** The new version stands anywhere in the file; before the plan there is nothing beyond it. */
    private int[] places() {
        if (state.target().isCopied()) {
            return new int[] {0};
        }
        return IntStream.range(0, bounds.chunks() + (state.target().isPlanned() ? 1 : 0))
                .toArray();
    }

    private void write(Transaction transaction, String what, Map<Integer, Row> rows, Set<Integer> keys) {
        if (!source.captured()) {
            step(what, source.with(transaction.write(rows), Set.of()));
            return;
        }
        for (int segment = 1; segment <= bounds.segments(); segment++) {
            int chosen = segment;
            Set<Entry> logged = keys.stream()
                    .map(key -> new Entry(key, transaction.xid(), chosen))
                    .collect(Collectors.toSet());
            String where = bounds.segments() == 1 ? "" : ", logged in segment " + segment;
            step(what + where, source.with(transaction.write(rows), logged));
        }
    }

    private boolean isFree(int key, Transaction transaction) {
        return source.transactions().stream().noneMatch(other -> other.xid() != transaction.xid() && other.holds(key));
    }

    private void step(String what, Source next) {
        steps.add(new Step<>(what, state.with(next)));
    }
}
