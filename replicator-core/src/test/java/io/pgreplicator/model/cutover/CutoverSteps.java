package io.pgreplicator.model.cutover;

import io.pgreplicator.model.search.Step;
import java.util.List;

/** A switch up to its outcome: arming, closing, moving the number. Confined to one thread. */
final class CutoverSteps {
    private static final int CLOSING = 3;

    private final SwitchModel model;
    private final State state;
    private final int number;
    private final Leader leader;
    private final Way way;
    private final Side source;
    private final List<Step<State>> steps;

    CutoverSteps(SwitchModel model, State state, int number, List<Step<State>> steps) {
        this.model = model;
        this.state = state;
        this.number = number;
        this.leader = state.leader(number);
        this.way = leader.way();
        this.source = state.source(way);
        this.steps = steps;
    }

    void add() {
        switch (leader.place()) {
            case FOLLOWING -> take();
            case TAKEN -> confirm();
            case CONFIRMED -> arm();
            case ARMED -> {
                awaitWriters();
                giveUp();
            }
            case AWAITED -> {
                close();
                giveUp();
            }
            case TOO_EARLY -> closeUnproved();
            case CLOSED -> {
                if (!model.keeps(Rule.EVERYTHING_BEFORE_THE_SWITCH)) {
                    step("does not look for more to carry", at(Leader.Place.PROVED));
                }
            }
            case PROVED -> move();
            case MOVED -> commit();
            case ASKING -> ask();
            default -> {}
        }
    }

    private void take() {
        boolean ready = state.b().captured() && state.b().number() > 0;
        boolean within =
                source.isOpen() && source.number() + CLOSING <= model.bounds().highest();
        if (ready && within && leader.round().isNone() && !source.moving()) {
            State taken = state.withSource(way, source.flush()).taken(way == Way.BACK, number);
            step(
                    "takes the gate of " + way.source() + " for a cutover",
                    taken.withLeader(number, taken.leader(number).at(Leader.Place.TAKEN)));
        }
    }

    /** Another one that leads meanwhile has raised the epoch of the target, and takes the gate only afterwards. */
    private void confirm() {
        if (!model.keeps(Rule.LEADS_WITH_THE_GATE)) {
            step("does not look whether it still leads", at(Leader.Place.CONFIRMED));
        } else if (leader.leads()) {
            step("still leads", at(Leader.Place.CONFIRMED));
        } else {
            step("does not lead any more, and ends", state.ended(number));
        }
    }

    private void arm() {
        if (leader.owns()) {
            step(
                    "arms the gate of " + way.source(),
                    state.withSource(way, source.arm(true)).withLeader(number, leader.at(Leader.Place.ARMED)));
        } else {
            step("may not arm, and ends", state.ended(number));
        }
    }

    private void awaitWriters() {
        for (int writer = 1; writer <= state.writers().size(); writer++) {
            Writer one = state.writer(writer);
            boolean truncates = writer == state.writers().size();
            boolean counts =
                    model.keeps(Rule.ARMING_WAITS) && (!truncates || model.keeps(Rule.ARMING_WAITS_FOR_TRUNCATE));
            if (counts && isHere(one) && one.is(Writer.Phase.BARE)) {
                return;
            }
        }
        step("knows that nobody writes who wrote before", at(Leader.Place.AWAITED));
    }

    private boolean isHere(Writer writer) {
        return writer.atB() == (way == Way.BACK);
    }

    private boolean mayClose() {
        boolean held = state.writers().stream().anyMatch(writer -> isHere(writer) && writer.is(Writer.Phase.HOLDS));
        return source.holder() == Side.NOBODY && (!held || !model.keeps(Rule.CLOSING_WAITS));
    }

    private void close() {
        if (mayClose()) {
            step(
                    "closes the gate of " + way.source(),
                    state.withSource(way, source.held(number, false, 0))
                            .withLeader(number, leader.at(Leader.Place.CLOSED)));
        }
        boolean complete = (source.log() & ~state.target(way).applied()) == 0;
        if (complete && !model.keeps(Rule.SNAPSHOT_AFTER_CLOSING)) {
            step("finds nothing to carry", at(Leader.Place.TOO_EARLY));
        }
    }

    private void closeUnproved() {
        if (mayClose()) {
            step(
                    "closes the gate of " + way.source(),
                    state.withSource(way, source.held(number, false, 0))
                            .withLeader(number, leader.at(Leader.Place.PROVED)));
        }
    }

    /** Reports that nothing was switched, once the gate is disarmed. */
    private void giveUp() {
        boolean mayDisarm = source.holder() == Side.NOBODY || !model.keeps(Rule.THIRD_LOCK);
        if (!leader.owns() && model.keeps(Rule.DISARMING_HOLDS_THE_GATES_EPOCH)) {
            step("may not disarm, and ends", state.ended(number));
        } else if (mayDisarm && !source.isOpen()) {
            step("finds the gate of " + way.source() + " closed for good, and ends", state.ended(number));
        } else if (mayDisarm) {
            step(
                    "disarms the gate of " + way.source() + ", reports that nothing was switched, and ends",
                    state.withSource(way, source.arm(false)).ended(number));
        }
    }

    private void move() {
        if (source.holder() != number) {
            lost(source, "finds its transaction gone", false);
            return;
        }
        if (!leader.owns() && model.keeps(Rule.MOVE_HOLDS_THE_GATES_EPOCH)) {
            step("may not switch, and ends", state.ended(number));
            return;
        }
        int destination = source.number() + CLOSING;
        if (destination > model.bounds().highest() + CLOSING) {
            return; // with a broken rule, this would never end
        }
        String what = "L%d moves %s to %d".formatted(number, way.source(), destination);
        State next = state.withSource(way, source.move(destination).held(number, true, 0))
                .withLeader(number, leader.at(Leader.Place.MOVED, destination));
        boolean complete = state.failedOver() || state.target(way).rows().equals(source.rows());
        steps.add(Step.unless(complete, Invariant.NO_REFUSAL_IN_VAIN, what, next));
        if (state.faultsLeft() > 0) {
            lost(source.held(Side.LOST, false, destination), "loses the connection while it sends the switch", true);
        }
    }

    private void commit() {
        if (source.holder() != number) {
            lost(source, "finds its transaction gone", false);
            return;
        }
        Side committed = source.flush().released();
        step(
                "commits the switch",
                state.withSource(way, committed).withLeader(number, leader.at(Leader.Place.SWITCHED)));
        if (!model.keeps(Rule.ACKNOWLEDGED_COMMIT)) {
            step("does not wait for the commit", at(Leader.Place.SWITCHED));
        }
        if (state.faultsLeft() > 0) {
            lost(committed, "commits the switch, and loses the answer", true);
            lost(source.held(Side.LOST, true, 0), "loses the connection before it commits the switch", true);
        }
    }

    /** It is not known whether the switch has happened. */
    private void lost(Side next, String what, boolean fault) {
        int wanted = leader.is(Leader.Place.MOVED) ? leader.number() : source.number() + CLOSING;
        boolean asks = model.keeps(Rule.OUTCOME_IS_ASKED);
        Leader after = asks ? leader.at(Leader.Place.ASKING, wanted) : leader.at(Leader.Place.AWAITED);
        State then = state.withSource(way, next).withLeader(number, after);
        String sentence = "L" + number + " " + what;
        steps.add(fault ? Step.fault(sentence, then.fault()) : new Step<>(sentence, then));
    }

    /** Once the transaction has ended. */
    private void ask() {
        if (source.holder() != Side.NOBODY && model.keeps(Rule.THIRD_LOCK)) {
            return;
        }
        if (source.number() < leader.number()) {
            step("finds that the switch has not happened", at(Leader.Place.AWAITED));
        } else if (!leader.owns() || source.number() > leader.number()) {
            step("may not repeat the switch, and ends", state.ended(number));
        } else {
            Side flushed = model.keeps(Rule.FLUSH_BEFORE_ACTING) ? source.flush() : source;
            step(
                    "finds that the switch has happened",
                    state.withSource(way, flushed).withLeader(number, leader.at(Leader.Place.SWITCHED)));
        }
    }

    private State at(Leader.Place place) {
        return state.withLeader(number, leader.at(place));
    }

    private void step(String what, State next) {
        steps.add(new Step<>("L" + number + " " + what, next));
    }
}
