package io.pgreplicator.it.random;

import io.pgreplicator.it.Matrix;
import java.sql.SQLException;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Any history ends with equal databases. A failure prints the seed and the shrunk history as a script; paste it into {@link
 * KnownHistoriesIT}. {@code -Djqwik.tries.default=N} plays more of them.
 */
class RandomHistoryIT {
    /** MERGE needs 15. */
    static final int MAJOR = Integer.getInteger("random.postgres", 15);

    static final Tally TALLY = new Tally();
    private static final Stage STAGE = new Stage(MAJOR, TALLY);

    @Property(edgeCases = EdgeCasesMode.NONE)
    void everyRowArrivesWhateverHappens(@ForAll("histories") History history)
            throws SQLException, InterruptedException {
        STAGE.play(history.script());
    }

    @Provide
    Arbitrary<History> histories() {
        return Histories.arbitrary();
    }

    @AfterContainer
    static void tell() {
        STAGE.close();
        Matrix.tell("random histories", TALLY.toString());
    }
}
