package io.pgreplicator.it;

/** One running server as a provider hands it out, before any role or database of ours. Thread-safe. */
interface ServerInstance {

    String SUPERUSER = "postgres";
    String SUPERUSER_PASSWORD = "postgres";

    String host();

    int port();

    /** Ends all server processes without a checkpoint, as a crash would. */
    void stopImmediately();

    /** Starts the server again on the same port and data. */
    void startAgain();

    /**
     * A standby made from a copy of the data while this server is stopped; it streams from the address as soon as there is a
     * primary, which must not be started before.
     */
    ServerInstance standby(String host, int port);

    /** Stops the server and removes its data. Calling it again does nothing. */
    void close();
}
