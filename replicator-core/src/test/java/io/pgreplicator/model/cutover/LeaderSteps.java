package io.pgreplicator.model.cutover;

import io.pgreplicator.model.search.Step;
import java.util.List;

/** A leader's beginning and end: taking over, the way back, the opening of the target. Confined to one thread. */
final class LeaderSteps {
    private final SwitchModel model;
    private final State state;
    private final int number;
    private final Leader leader;
    private final Way way;
    private final Side source;
    private final Side target;
    private final List<Step<State>> steps;

    LeaderSteps(SwitchModel model, State state, int number, List<Step<State>> steps) {
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
        switch (leader.place()) {
            case OUT -> begin();
            case LEADING -> takeGate();
            case DISARMING -> disarm();
            case FOLLOWING -> prepareWayBack();
            case SWITCHED ->
                step(
                        "reads that " + way.source() + " is at " + source.number(),
                        state.withLeader(number, leader.at(Leader.Place.OPENING, source.number() - 1)));
            case OPENING -> open();
            default -> {}
        }
    }

    /** Raises the epoch of the target, which waits for transactions that hold it, and asks for the direction. */
    private void begin() {
        Way present = state.direction();
        Side into = state.target(present);
        boolean awaited = into.late().isNone()
                && state.leaders().stream().noneMatch(other -> other.writing() && other.way() == present);
        if (into.led() != Side.NOBODY || !awaited) {
            return;
        }
        State next = state.withTarget(present, into.ledBy(number))
                .withAll(
                        writer -> writer,
                        other -> !other.is(Leader.Place.OUT) && other.way() == present ? other.deposed() : other);
        step("leads from " + present.source() + " to " + present.target(), next.withLeader(number, Leader.of(present)));
    }

    /** Raises the epoch of the source's gate: the row is locked while another one moves the number. */
    private void takeGate() {
        if (source.moving()) {
            return;
        }
        Leader.Place next = Leader.Place.FOLLOWING;
        if (!source.isOpen() && model.keeps(Rule.SUCCESSOR_FINISHES)) {
            next = model.keeps(Rule.SUCCESSOR_REPEATS_THE_PROOF) ? Leader.Place.FINISHING : Leader.Place.SWITCHED;
        } else if (source.isOpen() && source.armed()) {
            next = Leader.Place.DISARMING;
        }
        Side flushed = model.keeps(Rule.FLUSH_BEFORE_ACTING) ? source.flush() : source;
        State taken = state.withSource(way, flushed).taken(way == Way.BACK, number);
        step(
                "takes the gate of " + way.source(),
                taken.withLeader(number, taken.leader(number).at(next)));
    }

    private void disarm() {
        if (!leader.owns() && model.keeps(Rule.DISARMING_HOLDS_THE_GATES_EPOCH)) {
            step("may not disarm, and ends", state.ended(number));
        } else if (source.holder() == Side.NOBODY && source.isOpen()) {
            step(
                    "disarms the gate of " + way.source(),
                    state.withSource(way, source.arm(false)).withLeader(number, leader.at(Leader.Place.FOLLOWING)));
        }
    }

    private void prepareWayBack() {
        if (way == Way.BACK) {
            return;
        }
        boolean atOnce = model.keeps(Rule.TARGET_CLOSED_FIRST);
        if (!target.captured()) {
            step(
                    atOnce ? "prepares the way back, B is closed" : "captures B",
                    state.withTarget(way, target.capture(atOnce ? 1 : 0)));
        } else if (target.number() == 0) {
            step("closes B", state.withTarget(way, target.capture(1)));
        }
    }

    private void open() {
        boolean elsewhere = !leader.sameServer() && model.keeps(Rule.ONE_SERVER);
        if (!leader.leads() || elsewhere) {
            step("may not open " + way.target() + ", and ends", state.ended(number));
            return;
        }
        boolean awaited = target.late().isNone() && nobodyElseWrites();
        if ((!awaited && model.keeps(Rule.LATE_COMMITS_ARE_AWAITED)) || target.moving()) {
            return;
        }
        boolean higher = leader.number() >= target.number();
        if (!higher && model.keeps(Rule.NUMBERS_ONLY_RISE)) {
            step("finds a higher number at " + way.target() + ", and ends", state.ended(number));
            return;
        }
        Side moved = target.move(leader.number());
        State next = state.withTarget(way, moved.flush()).taken(way == Way.FORWARD, Side.NOBODY);
        String what =
                "L%d moves %s to %d, reports the switch, and ends".formatted(number, way.target(), leader.number());
        steps.add(Step.unless(moved.isOpen(), Invariant.TRUE_REPORT, what, next.ended(number)));
        if (state.faultsLeft() > 0) {
            steps.add(Step.fault(
                    "L%d moves %s to %d, and loses the connection before its COMMIT"
                            .formatted(number, way.target(), leader.number()),
                    state.withTarget(way, moved)
                            .withLeader(number, leader.at(Leader.Place.SWITCHED))
                            .fault()));
        }
    }

    private boolean nobodyElseWrites() {
        return state.leaders().stream().noneMatch(other -> other.writing() && other.way() == way);
    }

    private void step(String what, State next) {
        steps.add(new Step<>("L" + number + " " + what, next));
    }
}
