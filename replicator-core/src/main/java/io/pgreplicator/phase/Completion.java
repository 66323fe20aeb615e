package io.pgreplicator.phase;

import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.telemetry.ReplicationEvent.StillWriting;
import io.pgreplicator.telemetry.ReplicationListener;
import io.pgreplicator.telemetry.UninstallReport;

/**
 * Ends a move after its cutover: brings the side that applications have left once more up to date, then removes the replicator from
 * both. There is no way back afterwards. Idempotent: doing it again completes what is left. Stateless, thread-safe.
 */
public final class Completion {
    private Completion() {}

    /**
     * Does it. Blocks. Throws {@link ErrorCode#COMMAND_REFUSED} before anything is changed when no cutover has ended; and what a run and
     * {@link Uninstall} throw.
     */
    public static UninstallReport run(
            Ends both, ReplicatorConfig config, ReplicationListener listener, PausePoint.Hook hook)
            throws InterruptedException {
        Direction direction = Direction.of(both);
        Uninstall.refuseTurning(direction);
        if (direction.hasWayBack()) {
            if (!direction.hasSwitched()) {
                throw neverSwitched();
            }
            if (!direction.leaving()) {
                var run = new Run(both, config, withoutLaterRounds(listener), hook);
                run.endWhenCaughtUp();
                run.run();
                run.awaitEnd(null);
            }
        } else if (!direction.isEnded() && !Uninstall.hasWayBack(both)) {
            throw neverSwitched();
        }
        return Uninstall.complete(both, config, listener, hook);
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
