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
                true,
                false);
        assertThat(UninstallText.of(report))
                .startsWith("Uninstalled: nothing of this migration is left")
                .endsWith("""

                source: removed the capture of 1 table and its schema
                target: put back foreign key: 1, trigger: 2; removed the control schema""");
    }

    @Test
    void namesTheMigrationThatStays() {
        var source = new UninstallReport(List.of(TABLE), true, List.of(), false, true);
        assertThat(UninstallText.ofSource(source)).isEqualTo("""
                Uninstalled from the source alone, which nothing is captured on any more. The target was not looked at.
                source: removed the capture of 1 table and its schema
                It is the target of another migration as well, which stays. If that one is to go, too: 'replicator uninstall', or
                'replicator uninstall --target-only' with this database as --target.""");
        var target = new UninstallReport(List.of(), false, List.of(), true, true);
        assertThat(UninstallText.ofTarget(target)).isEqualTo("""
                Uninstalled from the target alone: all that was taken off is back. The source was not looked at.
                target: removed the control schema
                It is the source of another migration as well, which stays. If that one is to go, too: 'replicator uninstall', or
                'replicator uninstall --source-only' with this database as --source.""");
    }

    @Test
    void saysThatThereWasNothing() {
        assertThat(UninstallText.of(UninstallReport.ofNothing())).endsWith("""

                source: there was nothing to remove
                target: there was nothing to remove""");
    }
}
