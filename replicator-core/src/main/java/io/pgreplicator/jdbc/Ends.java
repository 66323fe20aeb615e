package io.pgreplicator.jdbc;

import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.SessionOptions;
import io.pgreplicator.connection.ConnectionSettings;
import io.pgreplicator.runtime.Meanwhile;
import java.util.UUID;

/**
 * Both databases of a migration. Thread-safe.
 *
 * @param source where changes are captured
 * @param target where they are applied
 */
public record Ends(Database source, Database target) implements AutoCloseable {

    /** Databases for work that nobody needs to terminate: a check, a comparison, the status. Does not connect yet. */
    public static Ends of(ReplicatorConfig config) {
        var source = new Database(Side.SOURCE, config.source(), config.sessions());
        return new Ends(source, Database.target(source, config.target(), config.sessions()));
    }

    /**
     * One database as both: what is captured there, and what a migration has applied there, when the other side is gone. Does not connect
     * yet.
     */
    public static Ends ofOne(ConnectionSettings settings, SessionOptions options) {
        return new Ends(new Database(Side.SOURCE, settings, options), new Database(Side.TARGET, settings, options));
    }

    /**
     * The same databases for one leader's work, with sessions of its own whose name is unique: the next leader terminates
     * those that are left of it, and no others. Close them after the work. Does not connect yet.
     */
    public Ends newRun() {
        String run = UUID.randomUUID().toString().substring(0, 8);
        Database from = source.newRun(run);
        return new Ends(from, target.newRun(run, from));
    }

    /**
     * The same databases with source and target exchanged, for the opposite migration; with connections of their own, so
     * close both. Does not connect yet.
     */
    public Ends reversed() {
        Database from = target.asSource();
        return new Ends(from, source.asTarget(from));
    }

    /** The same databases, of which the target can only be written to in transactions that hold the guard. */
    public Ends guardedBy(Session.Guard guard) {
        return new Ends(source, target.guardedBy(guard));
    }

    /**
     * Connects once to both, concurrently. Throws {@link io.pgreplicator.error.DatabaseException} when one cannot be used;
     * if both fail, the source's failure.
     */
    public void probe() {
        Meanwhile.both(source::probe, "contact-target", target::probe);
    }

    /** Closes every connection, including those in use. */
    @Override
    public void close() {
        source.close();
        target.close();
    }
}
