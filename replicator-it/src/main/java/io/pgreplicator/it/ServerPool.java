package io.pgreplicator.it;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The servers of this JVM: each major version is started once for the source's side and once for the target's, and kept
 * until the JVM exits. Thread-safe.
 *
 * <p>Two servers even of the same major version, so that killing the sessions or the server of one side leaves the
 * other alone.
 */
public final class ServerPool {

    private static final Map<String, PostgresServer> SERVERS = new ConcurrentHashMap<>();
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private ServerPool() {}

    /** The source server of a major version; the first call starts it and blocks. */
    public static PostgresServer source(int major) {
        return SERVERS.computeIfAbsent("source " + major, key -> PostgresServers.start(major));
    }

    /** The target server of a major version; the first call starts it and blocks. */
    public static PostgresServer target(int major) {
        return SERVERS.computeIfAbsent("target " + major, key -> PostgresServers.start(major));
    }

    /** A database name that this JVM has not used before. */
    public static String freshDatabaseName() {
        return "app_" + DATABASES.incrementAndGet();
    }
}
