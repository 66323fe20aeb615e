package io.pgreplicator.cli.text;

import static io.pgreplicator.cli.text.Samples.table;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgreplicator.error.ConfigException;
import io.pgreplicator.error.Problem;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.CheckReport;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.OpenObject;
import io.pgreplicator.telemetry.OpenTransaction;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.Progress;
import io.pgreplicator.telemetry.SchemaReport;
import io.pgreplicator.telemetry.VerifyReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The field names of every command's answer, in order: scripts rely on them, so none may be renamed or go. */
class JsonNamesTest {
    private static final OpenObject OPEN = new OpenObject(
            "index", new QualifiedName("public", "a"), "a_v", "twice", "CREATE INDEX", "SELECT 1", false);

    @Test
    void ofStatus() throws JsonProcessingException {
        Progress sample = Samples.refusing(1, 1, 1, List.of(Samples.refused("5")), table("a", Phase.FOLLOWING, 1));
        var full = new Progress(
                sample.phase(),
                sample.tables(),
                sample.copy(),
                sample.lag(),
                sample.rounds(),
                sample.lastError(),
                sample.refused(),
                List.of(OPEN),
                sample.source(),
                sample.leader(),
                sample.sequenceProblems(),
                true);
        assertThat(names(Json.of(full))).containsExactly("""
                phase
                tables tables.schema tables.name tables.phase tables.copied_bytes tables.total_bytes tables.copied_rows
                tables.pending_keys
                copied_bytes total_bytes bytes_per_second eta_seconds lag_seconds pending_keys rounds
                last_round last_round.keys last_round.seconds last_round.at
                last_error refused_rows
                refused refused.schema refused.name refused.key refused.key.id refused.sqlstate refused.message
                refused.first_seen refused.last_seen refused.query
                open_objects open_objects.kind open_objects.schema open_objects.table open_objects.name
                open_objects.reason open_objects.sql open_objects.rows_sql
                source source.wal_bytes_captured source.capture_valid source.connections
                leader
                sequence_problems sequence_problems.schema sequence_problems.name sequence_problems.message
                reverse
                """.strip().split("\\s+"));
    }

    @Test
    void ofCheck() throws JsonProcessingException {
        assertThat(names(Json.of(CheckReport.ofSource(List.of(Finding.pass("a", "fine"))))))
                .containsExactly("""
                ok ready left_out pass warn fail
                findings findings.level findings.subject findings.message findings.cure
                """.strip().split("\\s+"));
    }

    @Test
    void ofRun() throws JsonProcessingException {
        var writing = new OpenTransaction(7, null, 3L, "psql", "app", "active", List.of("public.a"));
        assertThat(names(Json.of(new RunResult(true, 5L, 0L, List.of(OPEN), List.of(writing), List.of("a view")))))
                .containsExactly("""
                reached rows refused
                open_objects open_objects.kind open_objects.schema open_objects.table open_objects.name
                open_objects.reason open_objects.sql open_objects.rows_sql
                open_transactions open_transactions.pid open_transactions.gid open_transactions.age_seconds
                open_transactions.application open_transactions.user open_transactions.state open_transactions.tables
                left_out
                """.strip().split("\\s+"));
    }

    @Test
    void ofVerify() throws JsonProcessingException {
        var name = new QualifiedName("public", "a");
        var table = new VerifyReport.Table(
                name,
                List.of("id"),
                1,
                1,
                1,
                new VerifyReport.Counts(1, 0, 0, 0, 0, 0),
                0,
                true,
                List.of(new VerifyReport.Row(VerifyReport.Kind.DIFFERENT, Map.of("id", "7"))),
                List.of(new VerifyReport.Extremes("id", "7", "7", "7", "7")),
                0.1);
        var difference = new SchemaReport.Difference("index a_v", "CREATE INDEX", null);
        var report = new VerifyReport(
                List.of(table),
                List.of(difference),
                List.of(difference),
                List.of(new VerifyReport.SequenceDifference(name, "7", "6", true)),
                List.of(new VerifyReport.NotCompared("public.b", "its copy is not complete", true)),
                true,
                true,
                false,
                0.2);
        assertThat(names(Json.of(report))).containsExactly("""
                equal rows_equal objects_equal sequences_equal rows_compared objects_compared
                tables tables.schema tables.name tables.columns tables.source_rows tables.target_rows tables.compared_rows
                tables.different_rows tables.missing_rows tables.extra_rows tables.refused_rows tables.pending_rows
                tables.moving_rows tables.repaired_rows tables.complete
                tables.sample_keys tables.sample_keys.kind tables.sample_keys.key tables.sample_keys.key.id
                tables.summary tables.summary.column tables.summary.source_min tables.summary.source_max
                tables.summary.target_min tables.summary.target_max
                tables.seconds tables.equal
                objects objects.object objects.source objects.target objects.cure
                waits waits.object waits.source waits.target waits.cure
                sequences sequences.schema sequences.name sequences.source sequences.target sequences.pending
                not_compared not_compared.what not_compared.why not_compared.needed
                reverse
                seconds
                """.strip().split("\\s+"));
    }

    @Test
    void ofAConfigurationThatCannotBeUsed() throws JsonProcessingException {
        assertThat(names(Json.of(new ConfigException(List.of(Problem.of("copy.streams", "is out of range"))))))
                .containsExactly("""
                error message cure problems problems.settings problems.place problems.what problems.cure
                """.strip().split("\\s+"));
    }

    /** Each field by its path; those of a list once, by its first element. */
    private static List<String> names(String json) throws JsonProcessingException {
        var names = new ArrayList<String>();
        collect("", new ObjectMapper().readTree(json), names);
        return names;
    }

    private static void collect(String path, JsonNode node, List<String> names) {
        if (node.isArray() && !node.isEmpty()) {
            collect(path, node.get(0), names);
        } else if (node.isObject()) {
            node.fieldNames().forEachRemaining(name -> {
                names.add(path + name);
                collect(path + name + ".", node.get(name), names);
            });
        }
    }
}
