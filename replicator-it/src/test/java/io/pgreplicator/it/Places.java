package io.pgreplicator.it;

import static java.util.Map.entry;

import io.pgreplicator.runtime.PausePoint;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the tests do at each pause point, or why they do not: PlacesTest fails when one is in no row. Faults strike and
 * processes are killed at {@link #ALL}; leaders fall asleep at {@link #OF_SLEEP}, {@link #OF_REPAIR} and {@link
 * #OF_UNINSTALL}. Immutable.
 */
public final class Places {
    /** Every run and its first large and small round come by these, in this order. */
    public static final List<PausePoint> OF_RUN = List.of(
            PausePoint.LEADER_TAKEN,
            PausePoint.LEADER_BEGUN,
            PausePoint.INSTALL_CONTROL_SCHEMA,
            PausePoint.INSTALL_CAPTURE_SCHEMA,
            PausePoint.INSTALL_CAPTURED_ROOT,
            PausePoint.INSTALL_CAPTURED,
            PausePoint.COPY_PLANNED,
            PausePoint.COPY_BEFORE_COMMIT,
            PausePoint.COPY_AFTER_COMMIT,
            PausePoint.INDEX_BEFORE_BUILD,
            PausePoint.INDEX_AFTER_BUILD,
            PausePoint.FOREIGN_KEYS_BEFORE_RESTORE,
            PausePoint.SEQUENCES_BEFORE_SET,
            PausePoint.ROUND_SNAPSHOT,
            PausePoint.ROUND_AFTER_HEARTBEAT,
            PausePoint.ROUND_BEFORE_BATCH,
            PausePoint.ROUND_BEFORE_BATCH_COMMIT,
            PausePoint.ROUND_BEFORE_WATERMARK,
            PausePoint.ROUND_BEFORE_COMMIT,
            PausePoint.ROUND_AFTER_COMMIT,
            PausePoint.ROUND_ACKNOWLEDGED);

    public static final List<PausePoint> OF_UNINSTALL = List.of(
            PausePoint.UNINSTALL_CHECKED,
            PausePoint.UNINSTALL_RELEASED,
            PausePoint.UNINSTALL_SOURCE_LEFT,
            PausePoint.UNINSTALL_RESTORED);

    /** A repair comes by these; killed there in DriftIT, ended there in RepairIT. */
    public static final List<PausePoint> OF_REPAIR =
            List.of(PausePoint.REPAIR_COMPARED, PausePoint.REPAIR_BEFORE_WATERMARK, PausePoint.REPAIR_BEFORE_HEARTBEAT);

    /** Where faults strike. */
    public static final List<PausePoint> ALL =
            Stream.concat(OF_RUN.stream(), OF_UNINSTALL.stream()).toList();

    /** Those of a cutover, in this order. */
    public static final List<PausePoint> OF_CUTOVER = List.of(
            PausePoint.GATE_ARMED,
            PausePoint.GATE_CLOSED,
            PausePoint.SWITCH_BEFORE_COMMIT,
            PausePoint.SWITCH_COMMITTED,
            PausePoint.SWITCH_BEFORE_OPENING,
            PausePoint.SWITCH_OPENED);

    private static final String OF_A_CUTOVER =
            "of a cutover only: CutoverFaultsIT, WayBackIT and CutoverStormIT kill it there, and let it sleep";

    /** Where faults do not strike: a run comes by only when something else has happened, which that test makes happen. */
    public static final Map<PausePoint, String> NOT_STRUCK = Map.ofEntries(
            entry(PausePoint.COPY_LEFT_TO_ROUNDS, "of a rejected row only: RefusedRowIT ends the run there"),
            entry(
                    PausePoint.COPY_TARGET_CHANGED,
                    "of a target's table that somebody changes only: TargetChangeIT changes it back there"),
            entry(PausePoint.REFUSED_LOGGED, "of a rejected row only: RefusedRowIT ends the run there"),
            entry(
                    PausePoint.COPY_BEFORE_PLAN_AGAIN,
                    "of a rewritten table only: PartitionIT changes the table once more there"),
            entry(PausePoint.DROPPED_FORGOTTEN, "of a dropped table only: DroppedTableIT ends the run there"),
            entry(
                    PausePoint.REPAIR_PLANNED,
                    "of a table that a repair leaves to the copy only: CuresIT ends the repair there"),
            entry(PausePoint.REPAIR_COMPARED, "of a repair only: DriftIT kills it there, RepairIT ends it"),
            entry(PausePoint.REPAIR_BEFORE_WATERMARK, "of a repair only: DriftIT kills it there, RepairIT ends it"),
            entry(PausePoint.REPAIR_BEFORE_HEARTBEAT, "of a repair only: DriftIT kills it there, RepairIT ends it"),
            entry(PausePoint.GATE_ARMED, OF_A_CUTOVER),
            entry(PausePoint.GATE_CLOSED, OF_A_CUTOVER),
            entry(PausePoint.SWITCH_BEFORE_COMMIT, OF_A_CUTOVER),
            entry(PausePoint.SWITCH_COMMITTED, OF_A_CUTOVER),
            entry(PausePoint.SWITCH_BEFORE_OPENING, OF_A_CUTOVER),
            entry(PausePoint.SWITCH_OPENED, OF_A_CUTOVER));

    /** Where a leader of a run falls asleep: before each act on the target that is a transaction of its own. */
    public static final List<PausePoint> OF_SLEEP = List.of(
            PausePoint.LEADER_BEGUN,
            PausePoint.COPY_PLANNED,
            PausePoint.COPY_BEFORE_PLAN_AGAIN,
            PausePoint.COPY_AFTER_COMMIT,
            PausePoint.COPY_LEFT_TO_ROUNDS,
            PausePoint.INDEX_BEFORE_BUILD,
            PausePoint.FOREIGN_KEYS_BEFORE_RESTORE,
            PausePoint.SEQUENCES_BEFORE_SET,
            PausePoint.REFUSED_LOGGED,
            PausePoint.ROUND_BEFORE_BATCH,
            PausePoint.ROUND_BEFORE_WATERMARK);

    private static final String HOLDS_THE_EPOCH = "in a transaction that holds the epoch: the next leader waits for it";

    /** Where no leader falls asleep. */
    public static final Map<PausePoint, String> NOT_ASLEEP = Map.ofEntries(
            entry(
                    PausePoint.LEADER_TAKEN,
                    "its next act on the target raises the epoch, on the session of the leader lock"),
            entry(
                    PausePoint.COPY_TARGET_CHANGED,
                    "its next act on the target is to look; what that may record asks for the epoch as what comes after copy.planned"),
            entry(
                    PausePoint.INSTALL_CONTROL_SCHEMA,
                    "its next act is on the source; of those on the target, at copy.planned"),
            entry(
                    PausePoint.INSTALL_CAPTURE_SCHEMA,
                    "its next act is on the source; of those on the target, at copy.planned"),
            entry(
                    PausePoint.INSTALL_CAPTURED_ROOT,
                    "its next act is on the source; of those on the target, at copy.planned"),
            entry(
                    PausePoint.INSTALL_CAPTURED,
                    "its next act is on the source; of those on the target, at copy.planned"),
            entry(PausePoint.COPY_BEFORE_COMMIT, HOLDS_THE_EPOCH),
            entry(PausePoint.ROUND_BEFORE_BATCH_COMMIT, HOLDS_THE_EPOCH),
            entry(PausePoint.ROUND_BEFORE_COMMIT, HOLDS_THE_EPOCH),
            entry(PausePoint.DROPPED_FORGOTTEN, "its next act is on the source"),
            entry(PausePoint.INDEX_AFTER_BUILD, "its next act is an index again: index.before-build"),
            entry(PausePoint.ROUND_SNAPSHOT, "its next act on the target is a batch: round.before-batch"),
            entry(
                    PausePoint.ROUND_AFTER_HEARTBEAT,
                    "its next act on the target is a batch or the commit: round.before-batch, round.before-commit"),
            entry(PausePoint.ROUND_AFTER_COMMIT, "its next act is on the source, of what the target has committed"),
            entry(PausePoint.ROUND_ACKNOWLEDGED, "its next act on the target is one of the next round"),
            entry(PausePoint.REPAIR_PLANNED, "its next act on the target is that of a repair: repair.before-watermark"),
            entry(PausePoint.GATE_ARMED, OF_A_CUTOVER),
            entry(PausePoint.GATE_CLOSED, OF_A_CUTOVER),
            entry(PausePoint.SWITCH_BEFORE_COMMIT, OF_A_CUTOVER),
            entry(PausePoint.SWITCH_COMMITTED, OF_A_CUTOVER),
            entry(PausePoint.SWITCH_BEFORE_OPENING, OF_A_CUTOVER),
            entry(PausePoint.SWITCH_OPENED, OF_A_CUTOVER));

    private Places() {}
}
