package io.pgreplicator.telemetry;

import io.pgreplicator.sql.QualifiedName;
import java.util.List;

/**
 * What an uninstallation removed on each side, and what it restored on the target; what a previous one had already done is
 * not included. Immutable.
 *
 * @param released tables of the source whose capture was removed
 * @param captureRemoved whether the capture schema was removed from the source
 * @param restored what was restored on the target
 * @param controlRemoved whether the control schema was removed from the target
 */
public record UninstallReport(
        List<QualifiedName> released, boolean captureRemoved, List<RestoredObject> restored, boolean controlRemoved) {
    public UninstallReport {
        released = List.copyOf(released);
        restored = List.copyOf(restored);
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
