package io.pgreplicator.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.cli.console.Paint;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.SchemaReport;
import io.pgreplicator.telemetry.VerifyReport;
import io.pgreplicator.telemetry.VerifyReport.Counts;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerifyTextTest {
    private static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

    @Test
    void saysThatAllIsEqual() {
        assertThat(text(report(List.of(table("a", NONE)), List.of(), List.of())))
                .isEqualTo("""
                table     rows on source  on target
                public.a           1,000      1,000  equal

                Equal: 1,000 rows of 1 table compared in 2.0 s.""");
    }

    @Test
    void namesWhatDiffersAndWhatWasNotCompared() {
        var missing = new SchemaReport.Difference("index public.a_v", "CREATE INDEX", null);
        var left = new VerifyReport.NotCompared("public.b", "its copy is not complete", true);
        assertThat(text(report(
                        List.of(table("a", new Counts(2, 1, 0, 0, 0, 3), "7")), List.of(missing), List.of(left))))
                .isEqualTo("""
                table     rows on source  on target
                public.a           1,000      1,000  NOT EQUAL: 2 different, 1 missing, 3 changed at every look, and their changes arrive

                public.a: different (id)=(7)
                public.a: and 5 more; --json names up to 100 of each kind
                index public.a_v is missing on the target (CREATE INDEX)
                NOT COMPARED: public.b: its copy is not complete
                Not equal: 1,000 rows of 1 table compared in 2.0 s; 3 rows and 1 object differ, 1 thing could not be compared.""");
    }

    @Test
    void tellsASequenceThatIsBehindFromOneThatIsToBeBrought() {
        var name = new QualifiedName("public", "a");
        var report = new VerifyReport(
                List.of(),
                List.of(),
                List.of(),
                List.of(
                        new VerifyReport.SequenceDifference(name, "7", "6", false),
                        new VerifyReport.SequenceDifference(name, "9", "8", true)),
                List.of(),
                false,
                true,
                false,
                2);
        assertThat(text(report))
                .contains("sequence public.a is at 7 on the source, and only at 6 on the target\n")
                .contains("only at 8 on the target; the running replicator has not brought it yet\n")
                .contains("Not equal");
    }

    private static String text(VerifyReport report) {
        return VerifyText.of(report, Paint.NONE);
    }

    private static VerifyReport report(
            List<VerifyReport.Table> tables,
            List<SchemaReport.Difference> objects,
            List<VerifyReport.NotCompared> left) {
        return new VerifyReport(tables, objects, List.of(), List.of(), left, true, true, false, 2);
    }

    private static VerifyReport.Table table(String name, Counts counts, String... keys) {
        return new VerifyReport.Table(
                new QualifiedName("public", name),
                List.of("id"),
                1000,
                1000,
                1000,
                counts,
                0,
                true,
                List.of(keys).stream()
                        .map(key -> new VerifyReport.Row(VerifyReport.Kind.DIFFERENT, Map.of("id", key)))
                        .toList(),
                List.of(),
                1);
    }
}
