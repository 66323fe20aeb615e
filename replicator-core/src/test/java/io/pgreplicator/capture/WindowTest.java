package io.pgreplicator.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WindowTest {
    @Test
    void theFirstRoundTakesAllThatIsLogged() {
        assertThat(new Window(null, "20:20:").condition("d")).isEqualTo("true");
    }

    /** From the oldest that was running, and not from the newest that had begun: long transactions come with a later round. */
    @Test
    void aLaterRoundTakesWhatTheAppliedSnapshotDidNotSee() {
        assertThat(new Window("10:15:10,12", "20:20:").condition("d"))
                .isEqualTo("d.xid >= 10 AND NOT pg_catalog.txid_visible_in_snapshot(d.xid,"
                        + " '10:15:10,12'::pg_catalog.txid_snapshot)");
    }
}
