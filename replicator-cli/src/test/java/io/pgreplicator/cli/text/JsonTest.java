package io.pgreplicator.cli.text;

import static io.pgreplicator.cli.text.Samples.table;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgreplicator.telemetry.CheckReport;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {
    private static final String[] STATUS = {
        "phase",
        "tables",
        "copied_bytes",
        "total_bytes",
        "bytes_per_second",
        "eta_seconds",
        "lag_seconds",
        "pending_keys",
        "rounds",
        "last_round",
        "last_error",
        "refused_rows",
        "refused",
        "open_objects",
        "source",
        "leader",
        "sequence_problems",
        "reverse"
    };

    @Test
    void everyFieldOfTheContractExistsWhenNothingIsKnown() throws JsonProcessingException {
        JsonNode status = parsed(Json.of(Samples.nothingKnown()));
        assertThat(status.fieldNames()).toIterable().containsExactly(STATUS);
        assertThat(status.get("eta_seconds").isNull()).isTrue();
        assertThat(status.get("lag_seconds").isNull()).isTrue();
        assertThat(status.get("last_round").isNull()).isTrue();
        assertThat(status.get("source").fieldNames())
                .toIterable()
                .containsExactly("wal_bytes_captured", "capture_valid", "connections");
        assertThat(status.get("source").get("capture_valid").isNull()).isTrue();
    }

    @Test
    void everyFieldHasItsTypeWhenAllIsKnown() {
        String expected = """
                {'phase':'following','tables':[{'schema':'public','name':'a','phase':'following',
                'copied_bytes':1048576,'total_bytes':1048576,'copied_rows':1000,'pending_keys':7}],
                'copied_bytes':1258291200,'total_bytes':1258291200,'bytes_per_second':0,
                'eta_seconds':null,'lag_seconds':0.250,'pending_keys':12,'rounds':42,
                'last_round':{'keys':345,'seconds':0.051,'at':'2026-11-22T08:00:01Z'},
                'last_error':'connection lost','refused_rows':0,'refused':[],'open_objects':[],'source':{'wal_bytes_captured':8192,'capture_valid':false,
                'connections':1},'leader':null,'sequence_problems':[],'reverse':false}""";
        assertThat(Json.of(Samples.following(0.25, 12, table("a", Phase.FOLLOWING, 1))))
                .isEqualTo(expected.replace("\n", "").replace('\'', '"').replace("lost", "lost\\nretrying"));
    }

    @Test
    void aRefusedRowIsNamed() throws JsonProcessingException {
        JsonNode status = parsed(Json.of(Samples.refusing(9, 1, 7, List.of(Samples.refused("5")))));
        assertThat(status.get("refused_rows").intValue()).isEqualTo(7);
        assertThat(status.get("sequence_problems").toString())
                .isEqualTo("[{'schema':'public','name':'a_seq','message':'beyond its bounds'}]".replace('\'', '"'));
        assertThat(((ObjectNode) status.get("refused").get(0)).remove("query").textValue())
                .isEqualTo("SELECT * FROM \"public\".\"a\" WHERE \"id\" = '5'");
        assertThat(status.get("refused").toString())
                .isEqualTo("""
                [{'schema':'public','name':'a','key':{'id':'5'},'sqlstate':'23514','message':'violates "positive"',
                'first_seen':'2026-11-22T08:00:01Z','last_seen':'2026-11-22T08:00:11Z'}]""".replace("\n", "").replace("\"", "\\\"").replace('\'', '"'));
    }

    @Test
    void findingsCarryTheirLevelAndCure() throws JsonProcessingException {
        JsonNode check = parsed(Json.of(
                CheckReport.ofBoth(List.of(Finding.pass("a", "fine"), Finding.fail("b", "no key", "ADD KEY")))));
        assertThat(check.fieldNames())
                .toIterable()
                .containsExactly("ok", "ready", "left_out", "pass", "warn", "fail", "findings");
        assertThat(check.get("ok").booleanValue()).isFalse();
        assertThat(check.get("findings").get(1).toString())
                .isEqualTo("{\"level\":\"fail\",\"subject\":\"b\",\"message\":\"no key\",\"cure\":\"ADD KEY\"}");
    }

    private static JsonNode parsed(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text);
    }
}
