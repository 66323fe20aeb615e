package io.pgreplicator.benchmarks.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * How many milliseconds after its first output each process of the replicator is killed: some while it installs, most
 * while it copies, the last ones while it follows. Immutable.
 *
 * @param early kills from the installation to the end of the copy, in order
 * @param late kills of a process that follows
 */
record KillPlan(List<Long> early, List<Long> late) {
    private static final int START_MILLIS = 20;
    private static final int INSTALL_MILLIS = 1_500;
    private static final int FOLLOW_MILLIS = 12_000;

    KillPlan {
        early = List.copyOf(early);
        late = List.copyOf(late);
    }

    /**
     * The plan that a seed makes.
     *
     * @param copySeconds roughly how long the copy takes; the kills within it are spread over that
     */
    static KillPlan of(int kills, long seed, double copySeconds) {
        var random = new Random(seed);
        int installing = Math.min(kills, (kills + 4) / 5);
        int following = Math.min(kills - installing, (kills * 3 + 9) / 10);
        int copying = kills - installing - following;
        var early = new ArrayList<Long>();
        for (int i = 0; i < installing; i++) {
            early.add((long) START_MILLIS + random.nextInt(INSTALL_MILLIS));
        }
        for (int i = 0; i < copying; i++) {
            early.add(START_MILLIS + (long) (random.nextDouble() * 2 * copySeconds * 1000 / copying));
        }
        var late = new ArrayList<Long>();
        for (int i = 0; i < following; i++) {
            late.add((long) START_MILLIS + random.nextInt(FOLLOW_MILLIS));
        }
        return new KillPlan(early, late);
    }
}
