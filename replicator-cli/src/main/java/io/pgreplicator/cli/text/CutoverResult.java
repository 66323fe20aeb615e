package io.pgreplicator.cli.text;

import io.pgreplicator.cli.hook.SwitchHook;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.LastRowsCompared;
import io.pgreplicator.telemetry.LastVerification;
import io.pgreplicator.telemetry.ReplicationEvent.CutoverEnded;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a cutover. Immutable.
 *
 * @param outcome {@code switched}, {@code rehearsed}, {@code rolled_back}, or {@code dry_run} when nothing was tried
 * @param reverse whether it was the way back: {@code cutover --back}
 * @param writePauseMs for how long nobody could write in the attempt that switched, in milliseconds; else null, also when a former
 *     command switched
 * @param pausesMs how long they waited in rehearsals; null without one
 * @param guardrails what was looked at before; empty when a former command switched
 * @param steps the steps of the last attempt
 * @param attempts how often the gate was tried to be closed
 * @param reason why it was rolled back; else null
 * @param lastRows how many of the rows that were carried last were compared in it while writers waited, all of them equal; null when none
 * @param proof the last comparison of all rows before it; null when there was none
 * @param hook what the command of {@code --on-switch} did; null when none was run
 */
public record CutoverResult(
        String outcome,
        boolean reverse,
        @Nullable Long writePauseMs,
        @Nullable Pauses pausesMs,
        List<Guardrail> guardrails,
        List<Step> steps,
        int attempts,
        @Nullable String reason,
        @Nullable LastRowsCompared lastRows,
        @Nullable LastVerification proof,
        SwitchHook.@Nullable Result hook) {

    public CutoverResult {
        guardrails = List.copyOf(guardrails);
        steps = List.copyOf(steps);
    }

    /** What was looked at by that name: {@code PASS}, {@code WARN} or {@code FAIL}. Immutable. */
    public record Guardrail(String name, String level, String message, String cure) {
        private static List<Guardrail> of(List<Finding> findings) {
            return findings.stream()
                    .map(finding ->
                            new Guardrail(finding.subject(), finding.level().name(), finding.message(), finding.cure()))
                    .toList();
        }
    }

    /** A step and how long it took, in milliseconds; writers wait from {@code close} on. Immutable. */
    public record Step(String name, long ms) {}

    /**
     * Milliseconds. Immutable.
     *
     * @param p50 the median
     * @param p99 exceeded by a hundredth of them
     * @param max the longest
     */
    public record Pauses(long p50, long p99, long max) {
        /** Of at least one. */
        public static Pauses of(List<Duration> pauses) {
            List<Long> sorted = pauses.stream().map(Duration::toMillis).sorted().toList();
            return new Pauses(at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1));
        }

        private static long at(List<Long> sorted, double part) {
            return sorted.get((int) Math.max(0, Math.ceil(part * sorted.size()) - 1));
        }
    }

    /**
     * The result.
     *
     * @param ended what the run told; null when it had been switched before
     * @param reverse whether it was the way back
     * @param guardrails what was looked at before
     * @param reason why it was rolled back; null when it was not
     */
    public static CutoverResult of(
            @Nullable CutoverEnded ended, boolean reverse, List<Finding> guardrails, @Nullable String reason) {
        if (ended == null) {
            return new CutoverResult(
                    reason == null ? "switched" : "rolled_back",
                    reverse,
                    null,
                    null,
                    Guardrail.of(guardrails),
                    List.of(),
                    0,
                    reason,
                    null,
                    null,
                    null);
        }
        Pauses pauses = ended.pauses().isEmpty() ? null : Pauses.of(ended.pauses());
        boolean rehearsed = reason == null && !ended.switched();
        return new CutoverResult(
                reason != null ? "rolled_back" : rehearsed ? "rehearsed" : "switched",
                reverse,
                ended.switched() && pauses != null ? (Long) pauses.max() : null,
                rehearsed ? pauses : null,
                Guardrail.of(guardrails),
                ended.steps().stream()
                        .map(step -> new Step(step.name(), step.took().toMillis()))
                        .toList(),
                ended.attempts(),
                reason,
                ended.compared().rows() == 0 || reason != null ? null : ended.compared(),
                null,
                null);
    }

    /** What was looked at, when nothing was tried. */
    public static CutoverResult ofDryRun(boolean reverse, List<Finding> guardrails) {
        return new CutoverResult(
                "dry_run", reverse, null, null, Guardrail.of(guardrails), List.of(), 0, null, null, null, null);
    }

    /** The same, with the last comparison before it, and with what the hook has done. */
    public CutoverResult with(@Nullable LastVerification verified, SwitchHook.@Nullable Result ran) {
        return new CutoverResult(
                outcome, reverse, writePauseMs, pausesMs, guardrails, steps, attempts, reason, lastRows, verified, ran);
    }
}
