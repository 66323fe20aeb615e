package io.pgreplicator.telemetry;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * Receives each event as it happens, on the thread that does the work: a copy stream, an index builder, the thread of the
 * rounds, or the caller's own in {@code repair}, {@code uninstall} and {@code createSchema}. So an implementation must be
 * thread-safe and quick; it must not block, nor call the {@code Replication} that calls it. A listener that throws is logged
 * once and never called again; of those joined by {@link #andThen}, only the one that throws.
 *
 * <p>A listener for certain events only is composed by their types:
 *
 * <pre>{@code
 * import static io.pgreplicator.telemetry.ReplicationListener.when;
 *
 * when(RowRefused.class, refused -> alert(refused.row()))
 *         .andThen(when(RoundEnded.class, round -> record(round.ending().elapsed())))
 * }</pre>
 */
@FunctionalInterface
public interface ReplicationListener {
    /** Does nothing. */
    ReplicationListener NONE = event -> {};

    /** Receives one event. Must not block. */
    void on(ReplicationEvent event);

    /**
     * Receives the events of one type: a record of {@link ReplicationEvent}, or {@link ReplicationEvent.Started}, {@link
     * ReplicationEvent.Ended} or {@link ReplicationEvent.News} for all of them. The action is called as {@link #on} is.
     */
    static <E extends ReplicationEvent> ReplicationListener when(Class<E> type, Consumer<? super E> action) {
        return event -> {
            if (type.isInstance(event)) {
                action.accept(type.cast(event));
            }
        };
    }

    /** Calls this one, then the other, each {@link #guarded}. */
    default ReplicationListener andThen(ReplicationListener other) {
        ReplicationListener first = guarded();
        ReplicationListener second = other.guarded();
        return event -> {
            first.on(event);
            second.on(event);
        };
    }

    /** This listener, which is logged and not called again once it has thrown. */
    default ReplicationListener guarded() {
        var muted = new AtomicBoolean();
        return event -> {
            if (!muted.get()) {
                try {
                    on(event);
                } catch (RuntimeException | Error e) {
                    muted.set(true);
                    LoggerFactory.getLogger(ReplicationListener.class)
                            .warn("the listener failed and will not be called again", e);
                }
            }
        };
    }
}
