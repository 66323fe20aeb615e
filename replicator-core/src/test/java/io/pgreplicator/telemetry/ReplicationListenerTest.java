package io.pgreplicator.telemetry;

import static io.pgreplicator.telemetry.ReplicationListener.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.telemetry.ReplicationEvent.Ended;
import io.pgreplicator.telemetry.ReplicationEvent.Synced;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicationListenerTest {
    private static final ReplicationEvent EVENT = new Synced(1);

    private final List<ReplicationEvent> heard = new ArrayList<>();

    @Test
    void oneThatThrowsSilencesItselfAlone() {
        var calls = new ArrayList<ReplicationEvent>();
        ReplicationListener broken = event -> {
            calls.add(event);
            throw new AssertionError("made up");
        };
        ReplicationListener chain = ReplicationListener.NONE.andThen(broken).andThen(heard::add);
        chain.on(EVENT);
        chain.on(EVENT);
        assertThat(calls).hasSize(1);
        assertThat(heard).hasSize(2);
    }

    @Test
    void oneThatIsGuardedNeverThrows() {
        ReplicationListener guarded = when(Synced.class, synced -> {
                    heard.add(synced);
                    throw new IllegalStateException("made up");
                })
                .guarded();
        guarded.on(EVENT);
        guarded.on(EVENT);
        assertThat(heard).hasSize(1);
    }

    @Test
    void oneOfATypeHearsNothingElse() {
        when(Ended.class, heard::add).andThen(when(Synced.class, heard::add)).on(EVENT);
        assertThat(heard).containsExactly(EVENT);
    }
}
