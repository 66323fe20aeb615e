package io.pgreplicator.cli.text;

import io.pgreplicator.cli.console.Paint;
import io.pgreplicator.telemetry.CheckReport;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.Finding.Level;
import java.util.ArrayList;
import java.util.List;

/** The findings of a check, a line each, with the cure beneath and a summary at the end. Stateless, thread-safe. */
public final class CheckText {
    private CheckText() {}

    public static String of(CheckReport report, Paint paint) {
        List<Finding> findings = report.findings();
        int width = findings.stream()
                .mapToInt(each -> each.subject().length())
                .max()
                .orElse(0);
        var lines = new ArrayList<String>();
        for (Finding finding : findings) {
            String subject =
                    finding.subject() + " ".repeat(width - finding.subject().length());
            lines.add(word(finding.level(), paint) + "  " + subject + "  " + indented(finding.message(), width + 8));
            if (!finding.cure().isEmpty()) {
                lines.add(" ".repeat(6) + paint.dim("-> ") + indented(finding.cure(), 9));
            }
        }
        lines.add("");
        lines.add(summary(report, paint));
        return String.join("\n", lines);
    }

    /** The guardrails of a cutover. */
    public static String ofCutover(CheckReport report, Paint paint) {
        String text = of(report, paint);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                + (report.isOk() ? paint.good("Ready for the cutover") : paint.bad("Not ready for the cutover")) + ": "
                + report.passed() + " passed, " + Figures.count(report.warned(), "warning") + ", " + report.failed()
                + " failed.";
    }

    private static String summary(CheckReport report, Paint paint) {
        String counts = report.passed() + " passed, " + Figures.count(report.warned(), "warning") + ", "
                + report.failed() + " failed";
        if (report.isReady()) {
            return paint.good("Ready to run") + ": " + counts + ".";
        }
        return report.isOk()
                ? paint.good("Nothing on the source stands in the way") + ": " + counts
                        + ". The target was not looked at: check again with --target before you run."
                : paint.bad("Not ready") + ": " + counts + ". Fix what failed, then check again.";
    }

    private static String word(Level level, Paint paint) {
        return switch (level) {
            case PASS -> paint.good("PASS");
            case WARN -> paint.warn("WARN");
            case FAIL -> paint.bad("FAIL");
        };
    }

    private static String indented(String text, int columns) {
        return text.strip().replace("\n", "\n" + " ".repeat(columns));
    }
}
