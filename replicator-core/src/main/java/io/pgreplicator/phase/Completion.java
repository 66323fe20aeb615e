package io.pgreplicator.phase;

import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.ReplicationEvent.StillWriting;
import io.pgreplicator.telemetry.ReplicationListener;
import io.pgreplicator.telemetry.UninstallReport;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ends a move after its cutover: brings the side that applications have left once more up to date, then removes the replicator from
 * both, even where an object or a sequence of that side cannot be put right, which it then fails with. There is no way back
 * afterwards. Idempotent: doing it again completes what is left. Stateless, thread-safe.
 */
public final class Completion {
    /** What a run fails with that has carried every row. The removal tries the objects once more, and fails with those that are left. */
    private static final Set<ErrorCode> OF_NO_ROW =
            Set.of(ErrorCode.OBJECTS_OPEN, ErrorCode.SEQUENCE_NOT_SET, ErrorCode.PREFLIGHT_FAILED);

    private Completion() {}

    /**
     * Does it. Blocks. Throws {@link ErrorCode#COMMAND_REFUSED} before anything is changed when no cutover has ended; and what a run and
     * {@link Uninstall} throw.
     */
    public static UninstallReport run(
            Ends both, ReplicatorConfig config, ReplicationListener listener, PausePoint.Hook hook)
            throws InterruptedException {
        ReplicatorException left = null;
        Direction direction = Direction.of(both);
        Uninstall.refuseTurning(direction);
        if (direction.hasWayBack()) {
            if (!direction.hasSwitched()) {
                throw neverSwitched();
            }
            left = direction.leaving() ? null : bringUpToDate(both, config, listener, hook);
        } else if (!direction.isEnded() && !Uninstall.hasWayBack(both)) {
            throw neverSwitched();
        }
        UninstallReport report = Uninstall.complete(both, config, listener, hook);
        if (left != null && left.code() == ErrorCode.SEQUENCE_NOT_SET) {
            throw sequencesLeft(left);
        }
        return report;
    }

    /**
     * Returns what keeps the side that was left from being complete, though it has every row: an object or a sequence. Nobody has to
     * put it right on a side that is given up.
     */
    private static @Nullable ReplicatorException bringUpToDate(
            Ends both, ReplicatorConfig config, ReplicationListener listener, PausePoint.Hook hook)
            throws InterruptedException {
        var run = new Run(both, config, withoutLaterRounds(listener), hook);
        run.endWhenCaughtUp();
        run.run();
        try {
            run.awaitEnd(null);
            return null;
        } catch (ReplicatorException e) {
            if (!run.isCaughtUp() || !OF_NO_ROW.contains(e.code())) {
                throw e;
            }
            return e;
        }
    }

    private static ReplicatorException sequencesLeft(ReplicatorException failure) {
        return new ReplicatorException(
                ErrorCode.SEQUENCE_NOT_SET,
                "The replicator was removed from both sides. On the side that the applications have left, "
                        + failure.getMessage(),
                "Set it by hand there, if that side is still of use.",
                failure);
    }

    /** What is open on the new primary stays there: no later round could carry it, and none has to. */
    private static ReplicationListener withoutLaterRounds(ReplicationListener listener) {
        return event -> {
            if (!(event instanceof StillWriting)) {
                listener.on(event);
            }
        };
    }

    private static ReplicatorException neverSwitched() {
        return new ReplicatorException(
                ErrorCode.COMMAND_REFUSED,
                "There is nothing to complete: no cutover has ended.",
                "'replicator cutover' moves the applications' writes; 'replicator uninstall' takes the replicator off without that.");
    }
}
