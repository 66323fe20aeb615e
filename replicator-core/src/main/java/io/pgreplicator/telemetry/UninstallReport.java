package io.pgreplicator.telemetry;

import io.pgreplicator.sql.QualifiedName;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an uninstallation removed on each side, and what it restored on the target; what a previous one had already done is
 * not included. Immutable.
 *
 * @param released tables of the source whose capture was removed
 * @param captureRemoved whether the capture schema was removed from the source
 * @param restored what was restored on the target
 * @param controlRemoved whether the control schema was removed from the target
 * @param otherStays whether another migration of the same database was left as it is: one of which that source is the target, or
 *     that target the source
 */
public record UninstallReport(
        List<QualifiedName> released,
        boolean captureRemoved,
        List<RestoredObject> restored,
        boolean controlRemoved,
        boolean otherStays) {
    public UninstallReport {
        released = List.copyOf(released);
        restored = List.copyOf(restored);
    }

    /** Nothing was there. */
    public static UninstallReport ofNothing() {
        return new UninstallReport(List.of(), false, List.of(), false, false);
    }

    /** Both together: of a migration and of its way back, whose source is the target of the first. */
    public UninstallReport and(UninstallReport other) {
        return new UninstallReport(
                Stream.concat(released.stream(), other.released.stream()).toList(),
                captureRemoved || other.captureRemoved,
                Stream.concat(restored.stream(), other.restored.stream()).toList(),
                controlRemoved || other.controlRemoved,
                otherStays || other.otherStays);
    }

    /**
     * An object of the target that was dropped or disabled and is restored.
     *
     * @param kind {@code index}, {@code foreign key}, {@code trigger} or {@code statistics}
     * @param table its table
     * @param name its name
     */
    public record RestoredObject(String kind, QualifiedName table, String name) {}
}
