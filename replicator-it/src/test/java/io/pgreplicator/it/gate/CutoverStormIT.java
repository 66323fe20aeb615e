package io.pgreplicator.it.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.Matrix;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cutover after cutover under clients, each killed, stopped, cut off or short of time. Every acknowledged write is on the side that is
 * the primary afterwards, the two sides never take writes at once, and nobody fails before a switch.
 *
 * <p>{@code -Dcutover.storm=100} plays so many; {@code -Dcutover.storm.seed=N} draws those of a failure again, though not its
 * moments; {@code -Dcutover.storm.from=13} and {@code .to} choose the versions.
 */
class CutoverStormIT {
    private static final Logger LOG = LoggerFactory.getLogger(CutoverStormIT.class);
    private static final int CUTOVERS = Integer.getInteger("cutover.storm", 3);
    private static final int BETWEEN_COMPARISONS = 20;
    private static final String LOCK_TIMEOUT = "55P03";
    private static final int FROM = Integer.getInteger("cutover.storm.from", 15);
    private static final int TO = Integer.getInteger("cutover.storm.to", 17);

    @TempDir
    Path directory;

    @Test
    void everyAcknowledgedWriteIsOnThePrimary() throws SQLException, InterruptedException, IOException {
        long seed =
                Long.getLong("cutover.storm.seed", ThreadLocalRandom.current().nextInt(1_000_000));
        var random = new SplittableRandom(seed);
        try (DatabasePair pair = StormClients.databases(FROM, TO);
                Storm storm = new Storm(pair, directory, seed)) {
            var usual = new TreeSet<>(storm.begin());
            usual.add(LOCK_TIMEOUT);
            for (int i = 1; i <= CUTOVERS; i++) {
                StormRound round = StormRound.draw(random);
                try {
                    storm.play(round);
                    assertThat(usual).containsAll(storm.errors());
                    LOG.info("{}: {}", i, round);
                    if (i == CUTOVERS || i % BETWEEN_COMPARISONS == 0) {
                        storm.compare();
                    }
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError("seed " + seed + ", cutover " + i + ", " + round + "\n" + storm, e);
                }
            }
            Matrix.tell("storm of cutovers", FROM + " -> " + TO + ", seed " + seed + ", " + storm);
        }
    }
}
