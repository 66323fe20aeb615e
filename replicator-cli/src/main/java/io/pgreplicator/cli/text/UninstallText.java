package io.pgreplicator.cli.text;

import io.pgreplicator.telemetry.UninstallReport;
import io.pgreplicator.telemetry.UninstallReport.RestoredObject;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The outcome of an uninstallation: that nothing is left, then what was done on each side. Stateless, thread-safe. */
public final class UninstallText {
    private UninstallText() {}

    /** After {@code complete}: both sides had a capture and a control schema. */
    public static String ofCompletion(UninstallReport report) {
        return "Completed: nothing of this migration is left on either side, and there is no way back.\n"
                + "removed: the capture of " + Figures.count(report.released().size(), "table")
                + " on both sides together"
                + (report.restored().isEmpty() ? "" : "; put back " + counts(report.restored()));
    }

    /** After {@code uninstall}. */
    public static String of(UninstallReport report) {
        return "Uninstalled: nothing of this migration is left on either side, and all that was taken off the target is back.\n"
                + "source: " + source(report) + "\ntarget: " + target(report);
    }

    /** After {@code uninstall --source-only}. */
    public static String ofSource(UninstallReport report) {
        return "Uninstalled from the source alone"
                + (report.otherStays()
                        ? ", which nothing is captured on any more"
                        : ": nothing of the replicator is left on it")
                + ". The target was not looked at.\nsource: " + source(report) + control(report)
                + (report.otherStays() ? otherStays("target", "--target-only", "--target") : "");
    }

    /** After {@code uninstall --target-only}. */
    public static String ofTarget(UninstallReport report) {
        return "Uninstalled from the target alone: "
                + (report.otherStays() ? "" : "nothing of the replicator is left on it, and ")
                + "all that was taken off is back. The source was not looked at.\n"
                + "target: " + target(report)
                + (report.captureRemoved() ? "; " + source(report) : "")
                + (report.otherStays() ? otherStays("source", "--source-only", "--source") : "");
    }

    private static String otherStays(String role, String alone, String option) {
        return "\nIt is the " + role
                + " of another migration as well, which stays. If that one is to go, too: 'replicator uninstall', or"
                + "\n'replicator uninstall " + alone + "' with this database as " + option + ".";
    }

    /** A former source is the target of the way back. */
    private static String control(UninstallReport report) {
        return report.controlRemoved() || !report.restored().isEmpty() ? "; " + target(report) : "";
    }

    private static String source(UninstallReport report) {
        return report.captureRemoved()
                ? "removed the capture of " + Figures.count(report.released().size(), "table") + " and its schema"
                : "there was nothing to remove";
    }

    private static String target(UninstallReport report) {
        String back = report.restored().isEmpty() ? "" : "put back " + counts(report.restored()) + "; ";
        return back + (report.controlRemoved() ? "removed the control schema" : "there was nothing to remove");
    }

    /** {@code foreign key: 2, index: 14}. */
    private static String counts(List<RestoredObject> restored) {
        return restored.stream()
                .collect(Collectors.groupingBy(RestoredObject::kind, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(kind -> kind.getKey() + ": " + Figures.count(kind.getValue()))
                .collect(Collectors.joining(", "));
    }
}
