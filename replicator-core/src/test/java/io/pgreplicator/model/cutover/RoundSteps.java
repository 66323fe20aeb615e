package io.pgreplicator.model.cutover;

import io.pgreplicator.model.search.Step;
import java.util.List;

/** The rounds of a leader: it reads, begins to write, commits. Confined to one thread. */
final class RoundSteps {
    private final SwitchModel model;
    private final State state;
    private final int number;
    private final Leader leader;
    private final Way way;
    private final Side source;
    private final Side target;
    private final List<Step<State>> steps;

    RoundSteps(SwitchModel model, State state, int number, List<Step<State>> steps) {
        this.model = model;
        this.state = state;
        this.number = number;
        this.leader = state.leader(number);
        this.way = leader.way();
        this.source = state.source(way);
        this.target = state.target(way);
        this.steps = steps;
    }

    void add() {
        if (!leader.carries()) {
            return;
        }
        if (leader.writing()) {
            commit();
        } else if (!leader.sameServer() && model.keeps(Rule.ONE_SERVER)) {
            step("finds another server, and ends", state.ended(number));
        } else if (leader.round().isNone()) {
            read();
        } else {
            write();
        }
    }

    private void read() {
        boolean settled = target.late().isNone() || !model.keeps(Rule.LATE_COMMITS_ARE_AWAITED);
        int fresh = source.log() & ~target.applied();
        if (!settled) {
            return;
        }
        if (fresh != 0) {
            step("reads a round", state.withLeader(number, leader.with(new Round(fresh, source.rows()), false)));
        } else if (leader.is(Leader.Place.CLOSED)) {
            step("finds nothing to carry", state.withLeader(number, leader.at(Leader.Place.PROVED)));
        } else if (leader.is(Leader.Place.FINISHING)) {
            step("finds nothing to carry", state.withLeader(number, leader.at(Leader.Place.SWITCHED)));
        }
    }

    private void write() {
        if (!leader.leads() && model.keeps(Rule.ROUNDS_HOLD_THE_EPOCH)) {
            step("may not write, and ends", state.ended(number));
        } else {
            step("begins to write the round", state.withLeader(number, leader.with(leader.round(), true)));
        }
    }

    private void commit() {
        Side before = model.bounds().failover() ? target.replicated() : target;
        State next = state.withTarget(way, before.written(leader.round(), true))
                .withLeader(number, leader.with(Round.NONE, false));
        step("commits the round", next);
        if (state.faultsLeft() > 0 && target.late().isNone()) {
            steps.add(Step.fault(
                    "L" + number + " loses the connection before it commits the round",
                    state.withTarget(way, target.withLate(leader.round()))
                            .withLeader(number, leader.with(Round.NONE, false))
                            .fault()));
        }
    }

    private void step(String what, State next) {
        steps.add(new Step<>("L" + number + " " + what, next));
    }
}
