package io.pgreplicator.it;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * A fresh source database and a fresh target database on pooled servers, dropped on {@link #close}. Thread-safe.
 *
 * @param source the server of the source database
 * @param sourceDatabase the name of the source database
 * @param target the server of the target database, the source's only where nothing happens to the servers
 * @param targetDatabase the name of the target database
 */
public record DatabasePair(PostgresServer source, String sourceDatabase, PostgresServer target, String targetDatabase)
        implements AutoCloseable {

    /** Creates both databases, starting their servers if they do not run yet; blocks. */
    public static DatabasePair create(int sourceMajor, int targetMajor) {
        return create(ServerPool.source(sourceMajor), ServerPool.target(targetMajor));
    }

    /** Creates both databases on servers that are running; blocks. */
    public static DatabasePair create(PostgresServer source, PostgresServer target) {
        String sourceName = ServerPool.freshDatabaseName();
        String targetName = ServerPool.freshDatabaseName();
        source.createSourceDatabase(sourceName);
        target.createTargetDatabase(targetName);
        return new DatabasePair(source, sourceName, target, targetName);
    }

    /** The URI of the source as {@code heroku_app}. */
    public String sourceUri() {
        return source.sourceUri(sourceDatabase);
    }

    /** The URI of the source as {@code heroku_reporter}. */
    public String reporterUri() {
        return source.reporterUri(sourceDatabase);
    }

    /** The URI of the target as {@code rds_master}. */
    public String targetUri() {
        return target.targetUri(targetDatabase);
    }

    /** Both credentials that write to the source. */
    public List<String> writerUris() {
        return List.of(sourceUri(), reporterUri());
    }

    /** Connects to the source as {@code heroku_app}. */
    public Connection connectSource() throws SQLException {
        return PostgresUri.parse(sourceUri()).connect();
    }

    /** Connects to the source as {@code heroku_reporter}. */
    public Connection connectReporter() throws SQLException {
        return PostgresUri.parse(reporterUri()).connect();
    }

    /** Connects to the target as {@code rds_master}. */
    public Connection connectTarget() throws SQLException {
        return PostgresUri.parse(targetUri()).connect();
    }

    /** Connects to the source as the superuser. */
    public Connection sourceSuperuser() throws SQLException {
        return source.superuser(sourceDatabase);
    }

    /** Connects to the target as the superuser. */
    public Connection targetSuperuser() throws SQLException {
        return target.superuser(targetDatabase);
    }

    /** Drops both databases together with the sessions in them. */
    @Override
    public void close() {
        source.dropDatabase(sourceDatabase);
        target.dropDatabase(targetDatabase);
    }
}
