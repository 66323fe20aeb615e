package io.pgreplicator.control;

import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;

/**
 * The target is another server than when its leader began, or the same one was restarted: what this process remembers of it may
 * have been lost with the failover. Whoever leads begins again from what the target itself has recorded.
 */
public final class ServerChanged extends ReplicatorException {
    private static final long serialVersionUID = 1L;

    ServerChanged() {
        super(
                ErrorCode.TARGET_UNREACHABLE,
                "The target's server was restarted or failed over.",
                "Run the command again: it resumes from what the target has recorded.");
    }
}
