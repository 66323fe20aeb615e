package io.pgreplicator.cli.text;

import io.pgreplicator.cli.hook.SwitchHook;
import io.pgreplicator.telemetry.ReplicationEvent.CutoverEnded;
import org.jspecify.annotations.Nullable;

/** The outcome of a cutover as sentences. Stateless, thread-safe. */
public final class CutoverText {
    private CutoverText() {}

    /**
     * What was reached.
     *
     * @param cutover what the run told; null when it had been switched before
     * @param back whether it was the way back
     */
    public static String of(@Nullable CutoverEnded cutover, boolean back) {
        String primary = back ? "source" : "target";
        String former = back ? "target" : "source";
        if (cutover == null) {
            return "The " + primary + " takes writes already, since an earlier cutover or from the beginning.";
        }
        if (cutover.switched()) {
            return "Switched: the " + primary + " takes writes, and has everything that the " + former
                    + " had, which refuses them." + waited(cutover) + compared(cutover);
        }
        CutoverResult.Pauses pauses = CutoverResult.Pauses.of(cutover.pauses());
        return "Rehearsed " + Figures.count(cutover.pauses().size(), "time") + " in "
                + Figures.count(cutover.attempts(), "attempt") + ": writers waited " + pauses.p50()
                + " ms (p50), " + pauses.p99() + " ms (p99), " + pauses.max()
                + " ms at most. The " + former + " is still the primary.";
    }

    /** A switch that a former command has begun has no pause of its own. */
    private static String waited(CutoverEnded cutover) {
        return cutover.pauses().isEmpty()
                ? ""
                : " Writers waited " + CutoverResult.Pauses.of(cutover.pauses()).max() + " ms.";
    }

    private static String compared(CutoverEnded cutover) {
        int rows = cutover.compared().rows();
        return rows == 0 ? "" : " Compared meanwhile: " + Figures.count(rows, "row") + " carried last, equal.";
    }

    /** Who carries what is written from now on. */
    public static String next(boolean remote, boolean back) {
        String former = back ? "target" : "source";
        return remote
                ? "The running replicator carries what comes now to the " + former + "."
                : "'replicator run' carries what comes now to the " + former + ".";
    }

    /** That a hook has not done what it was to do. */
    public static String of(SwitchHook.Result hook) {
        return "The switch is done, but the command of --on-switch "
                + (hook.exit() == null ? "did not end by itself" : "failed with exit code " + hook.exit()) + ", after "
                + Figures.seconds(hook.seconds())
                + ". Do by hand what it was to do, or run 'replicator cutover' again: it runs the command again.";
    }
}
