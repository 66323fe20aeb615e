package io.pgreplicator.it.cases;

import io.pgreplicator.runtime.PausePoint;
import java.util.concurrent.CompletableFuture;

/** Holds the replicator when its captures stand and its copy is planned, before the first chunk. Thread-safe. */
final class CopyGate implements PausePoint.Hook {
    private final CompletableFuture<Boolean> reached = new CompletableFuture<>();
    private final CompletableFuture<Boolean> opened = new CompletableFuture<>();

    /** A gate that holds nobody. */
    static CopyGate open() {
        var gate = new CopyGate();
        gate.let();
        return gate;
    }

    @Override
    public void reached(PausePoint place) {
        if (place == PausePoint.COPY_PLANNED) {
            reached.complete(true);
            if (!opened.join()) {
                throw new IllegalStateException("ended by the case while it was held");
            }
        }
    }

    /** Completes when the replicator stands before the gate. */
    CompletableFuture<Boolean> reached() {
        return reached;
    }

    /** Lets the replicator go on; again, it does nothing. */
    void let() {
        opened.complete(true);
    }

    /** Ends the replicator where it stands, as a crash would; does nothing when it was let through. */
    void crash() {
        opened.complete(false);
    }
}
