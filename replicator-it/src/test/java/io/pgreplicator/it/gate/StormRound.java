package io.pgreplicator.it.gate;

import io.pgreplicator.runtime.PausePoint;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;

/**
 * One cutover of a storm, and what happens to it. Immutable.
 *
 * @param fault what happens
 * @param place where it has come when it happens
 * @param delayMillis so long after it left that place; -1: while it is there
 * @param onSource whether the source's side is concerned, where it is one
 * @param lastsMillis how long it sleeps or is cut off
 * @param rehearsals how often it is only rehearsed; 0: it switches
 * @param deadlineMillis how long it may try
 * @param run whether {@code run} comes next, or {@code cutover} again
 */
record StormRound(
        Fault fault,
        PausePoint place,
        int delayMillis,
        boolean onSource,
        int lastsMillis,
        int rehearsals,
        int deadlineMillis,
        boolean run) {

    static final int MAX_PAUSE_MILLIS = 700;
    private static final int PATIENT_MILLIS = 30_000;

    /** What happens to a cutover. */
    enum Fault {
        NONE(4),
        /** Its deadline may be too short. */
        DEADLINE(2),
        KILL(5),
        SLEEP(3),
        /** Somebody starts another one while it sleeps. */
        SLEEP_BESIDE_ANOTHER(2),
        /** It sleeps, its connections are lost, and another one leads; then it wakes up. */
        SLEEP_WHILE_ANOTHER_LEADS(4),
        BLACK_HOLE(3),
        CUT(2),
        /** The answer to the next commit is lost. */
        LOST_ANSWER(2),
        /** Its sessions are terminated. */
        TERMINATED(3),
        INTERRUPT(2);

        private final int weight;

        Fault(int weight) {
            this.weight = weight;
        }

        int weight() {
            return weight;
        }

        boolean strikes() {
            return this != NONE && this != DEADLINE;
        }
    }

    private static final Map<PausePoint, Integer> PLACES = new EnumMap<>(Map.of(
            PausePoint.LEADER_BEGUN, 1,
            PausePoint.ROUND_BEFORE_COMMIT, 1,
            PausePoint.ROUND_ACKNOWLEDGED, 1,
            PausePoint.GATE_ARMED, 3,
            PausePoint.GATE_CLOSED, 6,
            PausePoint.SWITCH_BEFORE_COMMIT, 5,
            PausePoint.SWITCH_COMMITTED, 4,
            PausePoint.SWITCH_BEFORE_OPENING, 3,
            PausePoint.SWITCH_OPENED, 2));

    private static final Set<PausePoint> OF_A_REHEARSAL =
            Set.of(PausePoint.LEADER_BEGUN, PausePoint.GATE_ARMED, PausePoint.GATE_CLOSED);

    private static <T> T choose(SplittableRandom random, List<T> items, ToIntFunction<T> weight) {
        int left = random.nextInt(items.stream().mapToInt(weight).sum());
        for (T item : items) {
            left -= weight.applyAsInt(item);
            if (left < 0) {
                return item;
            }
        }
        throw new IllegalStateException("no weight");
    }

    static StormRound draw(SplittableRandom random) {
        Fault fault = choose(random, List.of(Fault.values()), Fault::weight);
        PausePoint place = choose(random, List.copyOf(PLACES.keySet()), PLACES::get);
        int delay = random.nextBoolean() ? -1 : random.nextInt(40);
        boolean rehearsed = random.nextInt(6) == 0 && (!fault.strikes() || OF_A_REHEARSAL.contains(place));
        return new StormRound(
                fault,
                place,
                delay,
                random.nextBoolean(),
                random.nextBoolean() ? random.nextInt(200) : MAX_PAUSE_MILLIS + random.nextInt(1500),
                rehearsed ? 1 + random.nextInt(5) : 0,
                fault == Fault.DEADLINE ? 50 + random.nextInt(300) : PATIENT_MILLIS,
                random.nextInt(3) == 0);
    }
}
