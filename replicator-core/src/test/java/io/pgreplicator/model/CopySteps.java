package io.pgreplicator.model;

import io.pgreplicator.model.search.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Installation and copy. Chunks are copied by any number of streams at the same time, each in a short read and one
 * transaction of the target; they outlive a crash of the lead, as another machine's streams do. Confined to one thread.
 */
final class CopySteps {
    private final Model model;
    private final State state;
    private final Source source;
    private final Target target;
    private final List<Step<State>> steps;

    CopySteps(Model model, State state, List<Step<State>> steps) {
        this.model = model;
        this.state = state;
        this.source = state.source();
        this.target = state.target();
        this.steps = steps;
    }

    void add() {
        boolean waited = !model.keeps(Rule.CAPTURE_WAITS_FOR_WRITERS) || !source.hasWriters();
        if (!source.captured() && waited) {
            steps.add(new Step<>("the capture is installed", state.with(source.withCapture())));
        }
        boolean mayCopy = source.captured() || !model.keeps(Rule.TRIGGERS_BEFORE_COPY);
        if (!mayCopy || source.isLocked()) {
            // reading, and asking for the file's size, wait for a TRUNCATE
            commits();
            return;
        }
        if (!target.isPlanned()) {
            plan("the copy is planned");
        }
        reads();
        commits();
    }

    private void reads() {
        for (int number = 0; number < target.chunks().size(); number++) {
            if (target.chunks().get(number).is(Chunk.Phase.WAITING)) {
                if (target.file() == source.file() || !model.keeps(Rule.CHUNKS_LOOK_AT_THE_FILE)) {
                    Target next = target.withChunk(number, Chunk.inFlight(read(number)));
                    steps.add(new Step<>("chunk " + number + " is read", state.with(next)));
                } else if (target.chunks().stream().noneMatch(chunk -> chunk.is(Chunk.Phase.IN_FLIGHT))) {
                    plan("the file is another one: the target is emptied and the copy planned again");
                    return;
                }
            }
        }
    }

    private void commits() {
        for (int number = 0; number < target.chunks().size(); number++) {
            Chunk chunk = target.chunks().get(number);
            if (chunk.is(Chunk.Phase.IN_FLIGHT)) {
                commit(number, chunk.values());
                if (state.faultsLeft() > 0) {
                    lose("the connection of chunk " + number + " is lost", number);
                }
            } else if (chunk.is(Chunk.Phase.UNRECORDED)) {
                Target next = target.withChunk(number, Chunk.COPIED);
                steps.add(new Step<>("chunk " + number + " is recorded", state.with(next)));
                if (state.faultsLeft() > 0) {
                    lose("the replicator crashes before chunk " + number + " is recorded", number);
                }
            }
        }
    }

    private void plan(String what) {
        steps.add(new Step<>(
                what, state.with(target.plan(source.file(), model.bounds().chunks()))));
    }

    private void lose(String what, int number) {
        steps.add(Step.fault(what, state.loseConnection(target.withChunk(number, Chunk.WAITING))));
    }

    /** One statement, one snapshot: the committed rows of that part, and the committed rows of the log. */
    private List<Integer> read(int number) {
        int snapshot = source.snapshot();
        return IntStream.range(0, model.bounds().keys())
                .map(key -> {
                    Row row = source.rows().get(key);
                    boolean logged = source.log().stream()
                            .anyMatch(entry -> entry.key() == key && (snapshot & Source.bit(entry.xid())) != 0);
                    boolean leftOut = logged && model.keeps(Rule.CHUNKS_LEAVE_OUT_LOGGED_KEYS);
                    return row.place() == number && !leftOut ? row.writer() : Row.GONE;
                })
                .boxed()
                .toList();
    }

    private void commit(int number, List<Integer> values) {
        var after = new ArrayList<>(target.values());
        boolean twice = false;
        for (int key = 0; key < values.size(); key++) {
            if (values.get(key) != Row.GONE) {
                twice |= after.get(key) != Row.GONE;
                after.set(key, values.get(key));
            }
        }
        Chunk recorded = model.keeps(Rule.JOURNAL_WITH_THE_CHUNK) ? Chunk.COPIED : Chunk.UNRECORDED;
        Target next = target.withValues(after).withChunk(number, recorded);
        steps.add(Step.unless(!twice, Invariant.NO_KEY_TWICE, "chunk " + number + " is committed", state.with(next)));
    }
}
