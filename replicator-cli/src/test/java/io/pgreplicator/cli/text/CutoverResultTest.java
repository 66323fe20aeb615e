package io.pgreplicator.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.LastRowsCompared;
import io.pgreplicator.telemetry.ReplicationEvent.CutoverEnded;
import io.pgreplicator.telemetry.ReplicationEvent.CutoverStarted;
import io.pgreplicator.telemetry.ReplicationEvent.CutoverStep;
import io.pgreplicator.telemetry.ReplicationEvent.Ending;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CutoverResultTest {
    private static final Ending DONE = Ending.done(Duration.ofSeconds(1));
    private static final Ending FAILED = Ending.failed(ErrorCode.CUTOVER_ROLLED_BACK, Duration.ofSeconds(1));

    private static CutoverEnded ended(boolean switched, Ending ending, long... millis) {
        List<Duration> pauses =
                LongStream.of(millis).mapToObj(Duration::ofMillis).toList();
        return new CutoverEnded(
                new CutoverStarted(),
                false,
                switched,
                4,
                pauses,
                List.of(new CutoverStep("close", Duration.ofMillis(7))),
                new LastRowsCompared(2, 30),
                ending);
    }

    @Test
    void aSwitchHasThePauseOfItsAttempt() {
        assertThat(Json.of(CutoverResult.of(
                        ended(true, DONE, 23), true, List.of(Finding.warn("timeouts", "short", "longer")), null)))
                .isEqualTo(
                        json(
                                "{'outcome':'switched','reverse':true,'write_pause_ms':23,'pauses_ms':null,'guardrails':[{'name':'timeouts','level':'WARN','message':'short','cure':'longer'}],'steps':[{'name':'close','ms':7}],'attempts':4,'reason':null,'last_rows':{'tables':2,'rows':30},'proof':null,'hook':null}"));
    }

    @Test
    void anEarlierSwitchHasNoFigures() {
        assertThat(Json.of(CutoverResult.of(null, false, List.of(), null)))
                .isEqualTo(
                        json(
                                "{'outcome':'switched','reverse':false,'write_pause_ms':null,'pauses_ms':null,'guardrails':[],'steps':[],'attempts':0,'reason':null,'last_rows':null,'proof':null,'hook':null}"));
    }

    @Test
    void aRehearsalHasTheDistributionOfItsPauses() {
        assertThat(Json.of(CutoverResult.of(ended(false, DONE, 30, 10, 20), false, List.of(), null)))
                .isEqualTo(
                        json(
                                "{'outcome':'rehearsed','reverse':false,'write_pause_ms':null,"
                                        + "'pauses_ms':{'p50':20,'p99':30,'max':30},'guardrails':[],'steps':[{'name':'close','ms':7}],'attempts':4,'reason':null,'last_rows':{'tables':2,'rows':30},'proof':null,'hook':null}"));
    }

    @Test
    void aRollbackHasItsReason() {
        assertThat(Json.of(CutoverResult.of(ended(false, FAILED, 12), false, List.of(), "pid 7 writes")))
                .isEqualTo(json(
                        "{'outcome':'rolled_back','reverse':false,'write_pause_ms':null,'pauses_ms':null,'guardrails':[],'steps':[{'name':'close','ms':7}],'attempts':4,"
                                + "'reason':'pid 7 writes','last_rows':null,'proof':null,'hook':null}"));
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
