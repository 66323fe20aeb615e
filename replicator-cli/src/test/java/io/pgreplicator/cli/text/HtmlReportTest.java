package io.pgreplicator.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.SchemaReport;
import io.pgreplicator.telemetry.VerifyReport;
import io.pgreplicator.telemetry.VerifyReport.Counts;
import io.pgreplicator.telemetry.VerifyReport.Kind;
import io.pgreplicator.telemetry.VerifyReport.NotCompared;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
    private static final ZonedDateTime NOON = ZonedDateTime.of(2026, 11, 26, 12, 0, 0, 7, ZoneOffset.UTC);

    @Test
    void namesWhatDiffersAndEscapesEveryName() {
        var table = new VerifyReport.Table(
                new QualifiedName("public", "a<b>"),
                List.of("id"),
                1000,
                999,
                1000,
                new Counts(0, 1, 0, 0, 0, 0),
                0,
                true,
                List.of(new VerifyReport.Row(Kind.MISSING, Map.of("id", "\"&\""))),
                List.of(),
                1);
        var report = new VerifyReport(
                List.of(table),
                List.of(new SchemaReport.Difference("index a_v", "CREATE INDEX", null)),
                List.of(),
                List.of(),
                List.of(new NotCompared("public.b", "its copy is not complete", true)),
                true,
                true,
                false,
                2);
        assertThat(HtmlReport.of(report, "shop on a:1", "shop on b:2", NOON))
                .contains(
                        "<h1>Comparison of shop on a:1 and shop on b:2</h1>",
                        "<p class=\"bad\">Not equal</p>",
                        "1,000 rows of 1 table compared in 2.0 s, until 2026-11-26T12:00Z",
                        "<td class=\"bad\">public.a&lt;b&gt;</td><td class=\"n\">1,000</td><td class=\"n\">999</td>",
                        "<td>missing</td><td>(id)=(&quot;&amp;&quot;)</td>",
                        "<td>index a_v</td><td>CREATE INDEX</td><td>missing</td>",
                        "<td>public.b</td><td>its copy is not complete</td>")
                .doesNotContain("<script", "http", "Sequences");
    }

    @Test
    void isShortWhenAllIsEqual() {
        var report = new VerifyReport(List.of(), List.of(), List.of(), List.of(), List.of(), true, true, false, 0.1);
        assertThat(HtmlReport.of(report, "a", "b", NOON))
                .contains("<p class=\"good\">Equal</p>")
                .doesNotContain("<h2>");
    }
}
