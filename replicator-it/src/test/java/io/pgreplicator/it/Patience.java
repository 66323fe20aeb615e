package io.pgreplicator.it;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * How long a test waits for what is to happen: so long that only what never happens takes longer, on a slow machine beside
 * other work too. Stateless, thread-safe.
 */
public final class Patience implements LauncherSessionListener {
    /** For one fact, or the end of one process. */
    public static final Duration LIMIT = Duration.ofMinutes(4);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(LIMIT);
    }
}
