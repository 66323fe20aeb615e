package io.pgreplicator.it;

import java.util.Map;

/** One way to get a PostgreSQL server for a test. Implementations are thread-safe. */
interface PostgresProvider {

    /** The name by which {@code it.postgres.provider} chooses it. */
    String name();

    /** Whether its servers can be stopped and started again, and have standbys. */
    default boolean restarts() {
        return true;
    }

    /** Whether it can start a server of this major version here; must be cheap when asked again. */
    boolean offers(int major);

    /**
     * Starts a server on the loopback interface; blocks until it accepts connections.
     *
     * @param conf the settings of postgresql.conf
     */
    ServerInstance start(int major, Map<String, String> conf);
}
