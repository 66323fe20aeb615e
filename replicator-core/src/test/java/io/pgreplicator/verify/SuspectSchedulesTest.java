package io.pgreplicator.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every interleaving of two transactions that write one row, of rounds that carry it (also ahead of the watermark, and in vain), of
 * the emptying of the log, and of the looks at the row: as long as nobody else writes to the target, no difference is ever called
 * genuine. A row that somebody did change there is found as soon as all is at rest.
 */
class SuspectSchedulesTest {
    private static final int WRITERS = 2;
    private static final int WRITES = 3;
    private static final int ROUNDS = 2;
    private static final int CYCLES = 2;

    /** What a snapshot sees: the transactions that had committed, and the next number. */
    private record View(Set<Integer> committed, int next) {
        String text() {
            TreeSet<Integer> running = new TreeSet<>();
            for (int number = 1; number < next; number++) {
                if (!committed.contains(number)) {
                    running.add(number);
                }
            }
            int oldest = running.isEmpty() ? next : running.first();
            return oldest + ":" + next + ":"
                    + running.stream().map(String::valueOf).collect(Collectors.joining(","));
        }
    }

    /** A version of the row: who wrote it and when; null in its place where there is no row. */
    private record Version(int writer, int write) {
        String text() {
            return writer + "." + write;
        }
    }

    /** A round: its snapshot, the row as it sees it, and whether it carried it. */
    private record Round(
            View view, boolean changed, @Nullable Version row, boolean carried) {}

    /** A look that began: the watermark before it, then what it saw. */
    private record Look(
            String before, @Nullable Sight target, @Nullable Sight source) {}

    /** A look that ended. */
    private record Cycle(Sight target, Sight source, boolean quiet) {}

    /**
     * Both sides at a moment.
     *
     * @param committed the transactions that committed
     * @param next the next transaction number
     * @param open the transactions that are in progress
     * @param row the committed row
     * @param uncommitted what the transaction that holds the row has made of it
     * @param holder that transaction; 0 for none
     * @param log the transactions that logged the row, also uncommitted ones
     */
    private record World(
            Set<Integer> committed,
            int next,
            Set<Integer> open,
            @Nullable Version row,
            @Nullable Version uncommitted,
            int holder,
            int writes,
            Set<Integer> log,
            View watermark,
            @Nullable Version onTarget,
            int targetWrites,
            @Nullable Round round,
            int rounds,
            @Nullable Look look,
            List<Cycle> cycles) {

        View view() {
            return new View(Set.copyOf(committed), next);
        }

        boolean isPending(View seen) {
            return log.stream().anyMatch(number -> committed.contains(number) && !seen.committed.contains(number));
        }

        World withSource(
                Set<Integer> nowCommitted,
                int nowNext,
                Set<Integer> nowOpen,
                @Nullable Version nowRow,
                @Nullable Version nowUncommitted,
                int nowHolder,
                int nowWrites,
                Set<Integer> nowLog) {
            return new World(
                    nowCommitted,
                    nowNext,
                    nowOpen,
                    nowRow,
                    nowUncommitted,
                    nowHolder,
                    nowWrites,
                    nowLog,
                    watermark,
                    onTarget,
                    targetWrites,
                    round,
                    rounds,
                    look,
                    cycles);
        }

        World withTarget(
                Set<Integer> nowLog,
                View nowWatermark,
                @Nullable Version nowOnTarget,
                int nowTargetWrites,
                @Nullable Round nowRound,
                int nowRounds) {
            return new World(
                    committed,
                    next,
                    open,
                    row,
                    uncommitted,
                    holder,
                    writes,
                    nowLog,
                    nowWatermark,
                    nowOnTarget,
                    nowTargetWrites,
                    nowRound,
                    nowRounds,
                    look,
                    cycles);
        }

        World withLook(@Nullable Look nowLook, List<Cycle> nowCycles) {
            return new World(
                    committed,
                    next,
                    open,
                    row,
                    uncommitted,
                    holder,
                    writes,
                    log,
                    watermark,
                    onTarget,
                    targetWrites,
                    round,
                    rounds,
                    nowLook,
                    nowCycles);
        }
    }

    private static World beginning(@Nullable Version row, @Nullable Version onTarget) {
        return new World(
                Set.of(),
                1,
                Set.of(),
                row,
                null,
                0,
                0,
                Set.of(),
                new View(Set.of(), 1),
                onTarget,
                0,
                null,
                0,
                null,
                List.of());
    }

    @Test
    void nothingIsGenuineThatNobodyElseWrote() {
        for (Version row : new Version[] {new Version(0, 0), null}) {
            long states = explore(beginning(row, row));
            assertThat(states).isGreaterThan(10_000);
        }
    }

    @Test
    void whatSomebodyChangedIsFoundAtRest() {
        Version row = new Version(0, 0);
        Version other = new Version(9, 9);
        assertThat(atRest(beginning(row, other))).contains("different");
        assertThat(atRest(beginning(row, null))).contains("missing");
        assertThat(atRest(beginning(null, other))).contains("extra");
    }

    private static Optional<String> atRest(World world) {
        return verdict(List.of(new Cycle(
                        targetSight(world), sourceSight(world, world.watermark().text()), true)))
                .flatMap(Suspect.Verdict::kind)
                .map(Object::toString);
    }

    /** Returns the number of states; fails at the first false verdict. */
    private static long explore(World beginning) {
        Set<World> seen = new HashSet<>();
        var todo = new ArrayDeque<World>();
        todo.add(beginning);
        while (!todo.isEmpty()) {
            World world = todo.poll();
            if (!seen.add(world)) {
                continue;
            }
            Optional<Suspect.Verdict> verdict = verdict(world.cycles());
            assertThat(verdict.flatMap(Suspect.Verdict::kind)).as("%s", world).isEmpty();
            if (verdict.isEmpty()) {
                todo.addAll(steps(world));
            }
        }
        return seen.size();
    }

    private static Optional<Suspect.Verdict> verdict(List<Cycle> cycles) {
        var suspect = new Suspect(List.of("7"), true);
        Optional<Suspect.Verdict> verdict = Optional.empty();
        for (Cycle cycle : cycles) {
            verdict = suspect.judge(cycle.target(), cycle.source(), cycle.quiet());
        }
        return verdict;
    }

    private static List<World> steps(World world) {
        var steps = new ArrayList<World>();
        write(world, steps);
        carry(world, steps);
        look(world, steps);
        return steps;
    }

    /** A transaction gets its number when it begins, and may write the row later, once nobody else holds it. */
    private static void write(World world, List<World> steps) {
        if (world.next() <= WRITERS) {
            steps.add(world.withSource(
                    world.committed(),
                    world.next() + 1,
                    plus(world.open(), world.next()),
                    world.row(),
                    world.uncommitted(),
                    world.holder(),
                    world.writes(),
                    world.log()));
        }
        for (int writer : world.open()) {
            boolean holds = world.holder() == writer;
            if (world.writes() < WRITES && (holds || world.holder() == 0)) {
                int write = world.writes() + 1;
                for (Version made : new Version[] {new Version(writer, write), null}) {
                    steps.add(world.withSource(
                            world.committed(),
                            world.next(),
                            world.open(),
                            world.row(),
                            made,
                            writer,
                            write,
                            plus(world.log(), writer)));
                }
            }
            steps.add(world.withSource(
                    plus(world.committed(), writer),
                    world.next(),
                    minus(world.open(), writer),
                    holds ? world.uncommitted() : world.row(),
                    holds ? null : world.uncommitted(),
                    holds ? 0 : world.holder(),
                    world.writes(),
                    world.log()));
        }
    }

    /** A round reads the row at its snapshot, may write it before its watermark, and may be given up in between. */
    private static void carry(World world, List<World> steps) {
        Round round = world.round();
        if (round == null) {
            if (world.rounds() < ROUNDS) {
                var begun = new Round(world.view(), world.isPending(world.watermark()), world.row(), false);
                steps.add(world.withTarget(
                        world.log(),
                        world.watermark(),
                        world.onTarget(),
                        world.targetWrites(),
                        begun,
                        world.rounds() + 1));
            }
            Set<Integer> kept = world.log().stream()
                    .filter(number -> !world.watermark().committed().contains(number))
                    .collect(Collectors.toSet());
            if (kept.size() < world.log().size()) {
                steps.add(world.withTarget(
                        kept, world.watermark(), world.onTarget(), world.targetWrites(), null, world.rounds()));
            }
            return;
        }
        if (round.changed() && !round.carried()) {
            boolean writes = round.row() != null || world.onTarget() != null;
            steps.add(world.withTarget(
                    world.log(),
                    world.watermark(),
                    round.row(),
                    world.targetWrites() + (writes ? 1 : 0),
                    new Round(round.view(), true, round.row(), true),
                    world.rounds()));
        } else {
            steps.add(world.withTarget(
                    world.log(), round.view(), world.onTarget(), world.targetWrites(), null, world.rounds()));
        }
        steps.add(world.withTarget(
                world.log(), world.watermark(), world.onTarget(), world.targetWrites(), null, world.rounds()));
    }

    private static void look(World world, List<World> steps) {
        Look look = world.look();
        if (look == null) {
            if (world.cycles().size() < CYCLES) {
                steps.add(world.withLook(new Look(world.watermark().text(), null, null), world.cycles()));
            }
        } else if (look.target() == null) {
            steps.add(world.withLook(new Look(look.before(), targetSight(world), null), world.cycles()));
        } else if (look.source() == null) {
            steps.add(world.withLook(
                    new Look(look.before(), look.target(), sourceSight(world, look.before())), world.cycles()));
        } else {
            var cycles = new ArrayList<>(world.cycles());
            cycles.add(new Cycle(
                    look.target(),
                    look.source(),
                    look.before().equals(world.watermark().text())));
            steps.add(world.withLook(null, List.copyOf(cycles)));
        }
    }

    private static Sight targetSight(World world) {
        Version row = world.onTarget();
        String version = row == null ? null : "t" + world.targetWrites();
        return new Sight(world.watermark().text(), "", false, null, version, row == null ? null : row.text(), false);
    }

    private static Sight sourceSight(World world, String before) {
        Version row = world.row();
        String text = row == null ? null : row.text();
        return new Sight(world.view().text(), "", false, null, text, text, world.isPending(viewOf(before)));
    }

    /** The transactions that a snapshot sees, from its text. */
    private static View viewOf(String text) {
        String[] parts = text.split(":", -1);
        int next = Integer.parseInt(parts[1]);
        Set<Integer> committed = new HashSet<>();
        for (int number = 1; number < next; number++) {
            committed.add(number);
        }
        for (String running : parts[2].split(",", -1)) {
            if (!running.isEmpty()) {
                committed.remove(Integer.parseInt(running));
            }
        }
        return new View(committed, next);
    }

    private static Set<Integer> plus(Set<Integer> numbers, int number) {
        Set<Integer> all = new HashSet<>(numbers);
        all.add(number);
        return all;
    }

    private static Set<Integer> minus(Set<Integer> numbers, int number) {
        Set<Integer> rest = new HashSet<>(numbers);
        rest.remove(number);
        return rest;
    }
}
