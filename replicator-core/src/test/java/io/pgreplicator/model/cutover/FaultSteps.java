package io.pgreplicator.model.cutover;

import io.pgreplicator.model.search.Step;
import java.util.List;

/** Leaders and servers that end, leaderships that are lost. Lost answers are where the question is. Confined to one thread. */
final class FaultSteps {
    private final SwitchModel model;
    private final State state;
    private final List<Step<State>> steps;

    FaultSteps(SwitchModel model, State state, List<Step<State>> steps) {
        this.model = model;
        this.state = state;
        this.steps = steps;
    }

    void add() {
        for (int number = 1; number <= state.leaders().size(); number++) {
            Leader leader = state.leader(number);
            if (!leader.is(Leader.Place.OUT)) {
                crash(number, leader);
                loseLeadership(number, leader);
            }
        }
        if (model.bounds().serverFaults()) {
            fault("the server of A crashes", crashed(false, state.a().crashed()));
            fault("the server of B crashes", crashed(true, state.b().crashed()));
        }
        boolean stillClosed = !state.b().captured() || !state.b().isOpen();
        if (model.bounds().failover() && !state.failedOver() && stillClosed) {
            fault(
                    "B is failed over to a standby that lags",
                    crashed(true, state.b().failedOver()).afterFailover());
        }
    }

    private void crash(int number, Leader leader) {
        fault("L" + number + " is killed", state.ended(number));
        Side target = state.target(leader.way());
        if (leader.writing() && target.late().isNone()) {
            fault(
                    "L" + number + " is killed, its commit is on its way",
                    state.withTarget(leader.way(), target.withLate(leader.round()))
                            .ended(number));
        }
        Side source = state.source(leader.way());
        if (leader.is(Leader.Place.MOVED) && source.holder() == number) {
            fault(
                    "L" + number + " is killed, its COMMIT is on its way",
                    state.withSource(leader.way(), source.held(Side.LOST, true, 0))
                            .ended(number));
        }
    }

    /** Without its knowledge: another one may lead. */
    private void loseLeadership(int number, Leader leader) {
        Side target = state.target(leader.way());
        if (state.leaders().size() > 1 && target.led() == number) {
            fault(
                    "L" + number + " falls asleep, and loses its leadership",
                    state.withTarget(leader.way(), target.ledBy(Side.NOBODY)));
        }
    }

    private State crashed(boolean atB, Side next) {
        return state.withSide(atB, next)
                .withAll(
                        writer -> writer.atB() == atB && !writer.is(Writer.Phase.NEW) ? Writer.ENDED : writer,
                        leader -> !leader.is(Leader.Place.OUT) && (leader.way() == Way.FORWARD) == atB
                                ? leader.elsewhere()
                                : leader);
    }

    private void fault(String what, State next) {
        steps.add(Step.fault(what, next.fault()));
    }
}
