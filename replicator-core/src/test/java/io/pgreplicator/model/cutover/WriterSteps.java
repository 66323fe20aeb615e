package io.pgreplicator.model.cutover;

import io.pgreplicator.model.search.Step;
import java.util.List;

/** What applications do at either side. Confined to one thread. */
final class WriterSteps {
    private final SwitchModel model;
    private final State state;
    private final List<Step<State>> steps;

    WriterSteps(SwitchModel model, State state, List<Step<State>> steps) {
        this.model = model;
        this.state = state;
        this.steps = steps;
    }

    void add() {
        for (int number = 1; number <= state.writers().size(); number++) {
            Writer writer = state.writer(number);
            boolean next = number == 1 || !state.writer(number - 1).is(Writer.Phase.NEW);
            if (writer.is(Writer.Phase.NEW) && next) {
                begin(number, new Writer(Writer.Phase.NEW, false));
                begin(number, new Writer(Writer.Phase.NEW, true));
            } else if (writer.is(Writer.Phase.WAITS)) {
                awaitGate(number, writer);
            } else if (writer.hasWritten()) {
                commit(number, writer);
            }
        }
    }

    /** Those that would be refused at once are left out: they change nothing. */
    private void begin(int number, Writer writer) {
        Side side = state.at(writer.atB());
        if (!side.captured() || !isFree(number, writer)) {
            return;
        }
        String name = "T" + number;
        String place = place(writer);
        if (!side.armed()) {
            step(number, writer.in(Writer.Phase.BARE), name + " writes to " + place + ", which is not armed");
        } else if (side.isOpen() && side.holder() != Side.NOBODY) {
            step(number, writer.in(Writer.Phase.WAITS), name + " waits at the gate of " + place);
        } else if (side.isOpen()) {
            step(number, writer.in(Writer.Phase.HOLDS), name + " writes to " + place + ", and holds the gate");
        }
        if (!model.keeps(Rule.APPLIER_BY_ITS_TRANSACTION) && side.applied() != 0) {
            step(number, writer.in(Writer.Phase.PASSED), name + " writes to " + place + ", as an applier did before");
        }
    }

    private void awaitGate(int number, Writer writer) {
        Side side = state.at(writer.atB());
        if (side.holder() != Side.NOBODY || !isFree(number, writer)) {
            return;
        }
        if (side.isOpen() || !model.keeps(Rule.NUMBER_BEHIND_THE_GATE)) {
            step(number, writer.in(Writer.Phase.HOLDS), "T" + number + " passes the gate of " + place(writer));
        } else {
            step(number, Writer.ENDED, "T" + number + " is refused");
        }
    }

    private void commit(int number, Writer writer) {
        Side side = state.at(writer.atB());
        int key = State.key(number, side.rows().size());
        State next = state.withSide(writer.atB(), side.written(key, number, !writer.is(Writer.Phase.PASSED)))
                .withWriter(number, Writer.ENDED)
                .acknowledge(key, number);
        steps.add(new Step<>("T" + number + ": COMMIT on " + place(writer), next));
    }

    /** Whether nobody holds a lock of the row. */
    private boolean isFree(int number, Writer writer) {
        int keys = model.bounds().keys();
        for (int other = 1; other <= state.writers().size(); other++) {
            Writer holder = state.writer(other);
            boolean same = holder.atB() == writer.atB() && State.key(other, keys) == State.key(number, keys);
            if (other != number && holder.hasWritten() && same) {
                return false;
            }
        }
        return true;
    }

    private static String place(Writer writer) {
        return writer.atB() ? "B" : "A";
    }

    private void step(int number, Writer next, String what) {
        steps.add(new Step<>(what, state.withWriter(number, next)));
    }
}
