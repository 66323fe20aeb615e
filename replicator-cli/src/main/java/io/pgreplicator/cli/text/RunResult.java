package io.pgreplicator.cli.text;

import io.pgreplicator.telemetry.OpenObject;
import io.pgreplicator.telemetry.OpenTransaction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a run. Immutable.
 *
 * @param reached whether its goal was reached
 * @param rows rows that the initial copy has copied, in this run and before; null when not known
 * @param refused rows that the target refused; null when not known
 * @param openObjects objects of the target that are not restored
 * @param openTransactions transactions of the source that had written and were not committed at the end
 * @param leftOut what is not replicated, one line each
 */
public record RunResult(
        boolean reached,
        @Nullable Long rows,
        @Nullable Long refused,
        List<OpenObject> openObjects,
        List<OpenTransaction> openTransactions,
        List<String> leftOut) {
    public RunResult {
        openObjects = List.copyOf(openObjects);
        openTransactions = List.copyOf(openTransactions);
        leftOut = List.copyOf(leftOut);
    }
}
