package io.pgreplicator.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.UninstallReport;
import io.pgreplicator.telemetry.UninstallReport.RestoredObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class UninstallTextTest {
    private static final QualifiedName TABLE = new QualifiedName("public", "a");

    @Test
    void saysWhatWasDoneOnEachSide() {
        var report = new UninstallReport(
                List.of(TABLE),
                true,
                List.of(
                        new RestoredObject("trigger", TABLE, "t"),
                        new RestoredObject("foreign key", TABLE, "f"),
                        new RestoredObject("trigger", TABLE, "u")),
                true);
        assertThat(UninstallText.of(report))
                .startsWith("Uninstalled: nothing of this migration is left")
                .endsWith("""

                source: removed the capture of 1 table and its schema
                target: put back foreign key: 1, trigger: 2; removed the control schema""");
    }

    @Test
    void saysThatThereWasNothing() {
        assertThat(UninstallText.of(new UninstallReport(List.of(), false, List.of(), false)))
                .endsWith("""

                source: there was nothing to remove
                target: there was nothing to remove""");
    }
}
