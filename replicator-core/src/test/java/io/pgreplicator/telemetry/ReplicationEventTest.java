package io.pgreplicator.telemetry;

import static io.pgreplicator.telemetry.ReplicationListener.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.telemetry.ReplicationEvent.Ended;
import io.pgreplicator.telemetry.ReplicationEvent.Ending;
import io.pgreplicator.telemetry.ReplicationEvent.Outcome;
import io.pgreplicator.telemetry.ReplicationEvent.RoundEnded;
import io.pgreplicator.telemetry.ReplicationEvent.RoundStarted;
import io.pgreplicator.telemetry.ReplicationEvent.Started;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The types themselves come in pairs, and a listener may choose among them. */
class ReplicationEventTest {

    /** A start without an end, an end of two acts, or an end under another name would be found here. */
    @Test
    void eachStartIsOfOneEnd() {
        List<String> starts = Stream.of(Started.class.getPermittedSubclasses())
                .map(Class::getSimpleName)
                .toList();
        assertThat(Stream.of(Ended.class.getPermittedSubclasses())
                        .map(end -> end.getRecordComponents()[0].getType().getSimpleName()))
                .containsExactlyInAnyOrderElementsOf(starts);
        assertThat(Stream.of(Ended.class.getPermittedSubclasses())
                        .map(end -> end.getSimpleName().replace("Ended", "Started")))
                .containsExactlyInAnyOrderElementsOf(starts);
    }

    @Test
    void onlyAFailureHasACode() {
        assertThat(Ending.failed(ErrorCode.TARGET_FAILED, Duration.ZERO).failure())
                .isEqualTo(ErrorCode.TARGET_FAILED);
        assertThat(Ending.stopped(Duration.ZERO).failure()).isNull();
        assertThatIllegalArgumentException().isThrownBy(() -> new Ending(Outcome.FAILED, null, Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Ending(Outcome.DONE, ErrorCode.INTERNAL, Duration.ZERO));
    }

    @Test
    void aListenerHearsTheTypesThatItNames() {
        List<String> heard = new ArrayList<>();
        ReplicationListener listener = when(RoundStarted.class, round -> heard.add("round " + round.round()))
                .andThen(when(Ended.class, end -> heard.add(end.ending().outcome() + " " + end.start())));
        var start = new RoundStarted(4);
        listener.on(start);
        listener.on(new ReplicationEvent.RunStarted());
        listener.on(new RoundEnded(start, 7, Ending.done(Duration.ZERO)));
        assertThat(heard).containsExactly("round 4", "DONE RoundStarted[round=4]");
    }
}
