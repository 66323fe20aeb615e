package io.pgreplicator.model.cutover;

import io.pgreplicator.model.search.Step;
import java.util.List;

/** What servers do on their own: with transactions whose client is gone, or that have taken too long. Confined to one thread. */
final class LateSteps {
    private final SwitchModel model;
    private final State state;
    private final List<Step<State>> steps;

    LateSteps(SwitchModel model, State state, List<Step<State>> steps) {
        this.model = model;
        this.state = state;
        this.steps = steps;
    }

    void add() {
        on(false);
        on(true);
    }

    private void on(boolean atB) {
        Side side = state.at(atB);
        String name = atB ? "B" : "A";
        if (!side.late().isNone()) {
            Side without = side.withLate(Round.NONE);
            Side before = model.bounds().failover() ? without.replicated() : without;
            step("the commit of the lost round arrives at " + name, atB, before.written(side.late(), false));
            step("the server of " + name + " ends the lost round", atB, without);
        }
        if (side.holder() != Side.NOBODY) {
            step("the server ends the transaction that holds the gate of " + name, atB, side.released());
        }
        if (side.holder() == Side.LOST && side.moving()) {
            step(
                    "the lost COMMIT of the switch arrives at " + name,
                    atB,
                    side.flush().released());
        }
        if (side.holder() == Side.LOST && side.pending() > 0) {
            step(
                    "the lost switch arrives at " + name + ", which is at " + side.pending(),
                    atB,
                    side.move(side.pending()).held(Side.LOST, true, 0));
        }
    }

    private void step(String what, boolean atB, Side next) {
        steps.add(new Step<>(what, state.withSide(atB, next)));
    }
}
