package io.pgreplicator.runtime;

import java.util.Arrays;
import java.util.Optional;

/**
 * The places at which a test may hold or kill the replicator, in the order of the work: before and after each commit that
 * matters. The fault matrix, the kill tests and the suspended-leader tests iterate over them, so each new place adds a case
 * to each of these.
 */
public enum PausePoint {
    LEADER_TAKEN("leader.taken"),
    LEADER_BEGUN("leader.begun"),
    INSTALL_CONTROL_SCHEMA("install.control-schema"),
    INSTALL_CAPTURE_SCHEMA("install.capture-schema"),
    INSTALL_CAPTURED_ROOT("install.captured-root"),
    INSTALL_CAPTURED("install.captured"),
    COPY_PLANNED("copy.planned"),
    COPY_LEFT_TO_ROUNDS("copy.left-to-rounds"),
    COPY_TARGET_CHANGED("copy.target-changed"),
    COPY_BEFORE_COMMIT("copy.before-commit"),
    COPY_AFTER_COMMIT("copy.after-commit"),
    COPY_BEFORE_PLAN_AGAIN("copy.before-plan-again"),
    INDEX_BEFORE_BUILD("index.before-build"),
    INDEX_AFTER_BUILD("index.after-build"),
    FOREIGN_KEYS_BEFORE_RESTORE("foreign-keys.before-restore"),
    SEQUENCES_BEFORE_SET("sequences.before-set"),
    DROPPED_FORGOTTEN("dropped.forgotten"),
    REFUSED_LOGGED("refused.logged"),
    ROUND_SNAPSHOT("round.snapshot"),
    ROUND_AFTER_HEARTBEAT("round.after-heartbeat"),
    ROUND_BEFORE_BATCH("round.before-batch"),
    ROUND_BEFORE_BATCH_COMMIT("round.before-batch-commit"),
    ROUND_BEFORE_WATERMARK("round.before-watermark"),
    ROUND_BEFORE_COMMIT("round.before-commit"),
    ROUND_AFTER_COMMIT("round.after-commit"),
    ROUND_ACKNOWLEDGED("round.acknowledged"),
    REPAIR_COMPARED("repair.compared"),
    REPAIR_PLANNED("repair.planned"),
    REPAIR_BEFORE_WATERMARK("repair.before-watermark"),
    REPAIR_BEFORE_HEARTBEAT("repair.before-heartbeat"),
    GATE_ARMED("gate.armed"),
    GATE_CLOSED("gate.closed"),
    SWITCH_BEFORE_COMMIT("switch.before-commit"),
    SWITCH_COMMITTED("switch.committed"),
    SWITCH_BEFORE_OPENING("switch.before-opening"),
    SWITCH_OPENED("switch.opened"),
    UNINSTALL_CHECKED("uninstall.checked"),
    UNINSTALL_RELEASED("uninstall.released"),
    UNINSTALL_SOURCE_LEFT("uninstall.source-left"),
    UNINSTALL_RESTORED("uninstall.restored");

    private final String text;

    PausePoint(String text) {
        this.text = text;
    }

    /**
     * The action of a test at a place. Called on the thread that does the work, which it may block, or end by throwing.
     * Implementations are thread-safe.
     */
    @FunctionalInterface
    public interface Hook {
        /** Returns at once: the hook used in production. */
        Hook NONE = place -> {};

        /** Called when the work reaches the place. */
        void reached(PausePoint place);
    }

    /** The place with that name, as {@link #toString} returns it. */
    public static Optional<PausePoint> named(String text) {
        return Arrays.stream(values()).filter(place -> place.text.equals(text)).findFirst();
    }

    /** Its stable name, for use in scripts: {@code copy.after-commit}. */
    @Override
    public String toString() {
        return text;
    }
}
