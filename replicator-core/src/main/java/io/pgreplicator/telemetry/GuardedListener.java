package io.pgreplicator.telemetry;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a listener's failure from becoming the replication's: logs the first one and mutes it. Thread-safe. */
final class GuardedListener implements ReplicationListener {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedListener.class);

    private final ReplicationListener listener;
    private volatile boolean muted;

    GuardedListener(ReplicationListener listener) {
        this.listener = listener;
    }

    @Override
    public void on(ReplicationEvent event) {
        if (!muted) {
            try {
                listener.on(event);
            } catch (RuntimeException | Error e) {
                muted = true;
                LOG.warn("the listener failed and will not be called again", e);
            }
        }
    }
}
