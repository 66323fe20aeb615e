package io.pgreplicator.model;

import io.pgreplicator.model.search.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Rounds, emptying the log, crashes of the lead and the next lead. Confined to one thread. */
final class RoundSteps {
    private final Model model;
    private final State state;
    private final Source source;
    private final Target target;
    private final Round round;
    private final List<Step<State>> steps;

    RoundSteps(Model model, State state, List<Step<State>> steps) {
        this.model = model;
        this.state = state;
        this.source = state.source();
        this.target = state.target();
        this.round = state.round();
        this.steps = steps;
    }

    void add() {
        if (!state.led()) {
            boolean fenced = model.keeps(Rule.FENCE_BEFORE_ROUNDS);
            steps.add(new Step<>(
                    "the next replicator takes the leadership", state.led(fenced ? Round.NONE : state.orphan())));
        }
        switch (round.phase()) {
            case NONE -> rest();
            case BEGUN -> read();
            case READ -> {
                commitAtOnce();
                commitFirst();
            }
            case SPREAD -> commitFirst();
            case MARKED -> commitMarked();
        }
        if (!model.keeps(Rule.ACKNOWLEDGE_AFTER_THE_COMMIT) && round.is(Round.Phase.READ)) {
            acknowledge(watermark(round.snapshot()));
        }
        crashes();
        orphan();
    }

    private void rest() {
        boolean mayRound = target.isCopied() || (!model.keeps(Rule.LOG_STAYS_DURING_THE_COPY) && target.isPlanned());
        if (state.led() && source.captured() && mayRound) {
            steps.add(new Step<>("a round takes its snapshot", state.with(Round.begin(source, target.watermark()))));
            acknowledge(target.watermark());
        }
    }

    private void read() {
        if (source.isLocked()) {
            return;
        }
        boolean replaced = round.file() != source.file();
        if (replaced && model.keeps(Rule.ROUNDS_LOOK_AT_THE_FILE)) {
            steps.add(
                    new Step<>("the file is newer than the snapshot: the round begins again", state.with(Round.NONE)));
            return;
        }
        // an older snapshot finds a truncated table empty
        List<Integer> rows = !model.keeps(Rule.ROWS_OF_THE_SNAPSHOT)
                ? source.values()
                : replaced ? Target.empty(model.bounds().keys()) : round.seen();
        int fresh = round.snapshot() & ~round.before();
        Map<Integer, Integer> changed = new HashMap<>();
        source.log().stream()
                .filter(entry -> (fresh & Source.bit(entry.xid())) != 0)
                .forEach(entry -> changed.put(entry.key(), rows.get(entry.key())));
        Round read = round.read((source.marks() & fresh) != 0, changed);
        if (read.isEmpty()) {
            steps.add(equal("the round finds nothing to do", state.with(Round.NONE)));
        } else {
            steps.add(new Step<>("the round reads its rows", state.with(read)));
        }
    }

    private void commitAtOnce() {
        if (model.keeps(Rule.WATERMARK_NOT_BEFORE_THE_DATA)) {
            steps.add(equal(
                    "the round is committed with the watermark",
                    state.with(applied(round).withWatermark(watermark(round.snapshot())))
                            .with(Round.NONE)));
        } else {
            steps.add(new Step<>(
                    "the watermark is committed",
                    state.with(target.withWatermark(watermark(round.snapshot())))
                            .with(round.in(Round.Phase.MARKED))));
        }
    }

    private void commitMarked() {
        steps.add(equal("the data is committed", state.with(applied(round)).with(Round.NONE)));
    }

    /** A large round: one row after the other, then the watermark. */
    private void commitFirst() {
        if (round.isEmpty()) {
            steps.add(equal(
                    "the watermark is committed",
                    state.with(target.withWatermark(watermark(round.snapshot())))
                            .with(Round.NONE)));
        } else {
            steps.add(new Step<>(
                    "the round commits " + named(round.first()) + " alone",
                    state.with(applied(round.first())).with(round.rest())));
        }
    }

    private void crashes() {
        if (state.faultsLeft() == 0 || !state.led()) {
            return;
        }
        steps.add(Step.fault("the replicator crashes", state.crash(Round.NONE)));
        if (round.is(Round.Phase.READ)) {
            steps.add(Step.fault("the replicator crashes, its commit is on its way", state.crash(round)));
        }
        if ((round.is(Round.Phase.READ) || round.is(Round.Phase.SPREAD)) && !round.isEmpty()) {
            steps.add(Step.fault(
                    "the replicator crashes, its commit of " + named(round.first()) + " is on its way",
                    state.crash(round.first())));
        }
    }

    /** The former lead's commit arrives; one that moves the watermark finds it where it was, or fails. */
    private void orphan() {
        Round orphan = state.orphan();
        if (orphan.is(Round.Phase.NONE)) {
            return;
        }
        if (orphan.is(Round.Phase.SPREAD)) {
            steps.add(new Step<>(
                    "the former lead's commit of " + named(orphan) + " arrives",
                    state.with(applied(orphan)).withOrphan(Round.NONE)));
        } else if (target.watermark() == orphan.before()) {
            steps.add(new Step<>(
                    "the former lead's commit arrives",
                    state.with(applied(orphan).withWatermark(watermark(orphan.snapshot())))
                            .withOrphan(Round.NONE)));
        }
    }

    /** Empties what is applied, one segment or the marks at a time. */
    private void acknowledge(int applied) {
        for (int segment = 1; segment <= model.bounds().segments(); segment++) {
            int number = segment;
            Set<Entry> inside = source.log().stream()
                    .filter(entry -> entry.segment() == number)
                    .collect(Collectors.toSet());
            if (!inside.isEmpty() && mayEmpty(inside, applied)) {
                Set<Entry> left = source.log().stream()
                        .filter(entry -> entry.segment() != number)
                        .collect(Collectors.toSet());
                boolean kept = inside.stream().allMatch(entry -> (target.watermark() & Source.bit(entry.xid())) != 0);
                steps.add(Step.unless(
                        kept,
                        Invariant.NO_LOG_ROW_LOST,
                        "segment " + segment + " is emptied",
                        state.with(source.withLog(left))));
            }
        }
        int visible = source.marks() & source.snapshot() & applied;
        if (visible != 0) {
            steps.add(Step.unless(
                    (visible & ~target.watermark()) == 0,
                    Invariant.NO_LOG_ROW_LOST,
                    "applied truncations are forgotten",
                    state.with(source.withMarks(source.marks() & ~visible))));
        }
    }

    private boolean mayEmpty(Set<Entry> inside, int applied) {
        int committed = source.snapshot();
        boolean writers = inside.stream().anyMatch(entry -> (committed & Source.bit(entry.xid())) == 0);
        boolean needed = inside.stream().anyMatch(entry -> (committed & ~applied & Source.bit(entry.xid())) != 0);
        return (!writers || !model.keeps(Rule.EMPTY_WITHOUT_WRITERS))
                && (!needed || !model.keeps(Rule.EMPTY_WHAT_IS_APPLIED));
    }

    /** What is remembered of an applied snapshot: itself; or, broken, that every number up to its highest is done. */
    private int watermark(int snapshot) {
        return model.keeps(Rule.WORK_BY_VISIBILITY) ? snapshot : Integer.highestOneBit(snapshot) * 2 - 1;
    }

    private Target applied(Round part) {
        var after = new ArrayList<>(part.empties() ? Target.empty(model.bounds().keys()) : target.values());
        part.pending().forEach(after::set);
        return target.withValues(after);
    }

    private Step<State> equal(String what, State next) {
        boolean comparable = next.target().isCopied();
        return Step.unless(
                !comparable || next.target().values().equals(round.seen()), Invariant.EQUAL_AFTER_A_ROUND, what, next);
    }

    private static String named(Round part) {
        return part.empties()
                ? "the TRUNCATE"
                : "key " + part.pending().keySet().iterator().next();
    }
}
