/**
 * The library: a configured pair of databases, and a replication that runs.
 *
 * <p>Begin with {@link io.pgreplicator.config.ReplicatorConfig#builder}, then {@link io.pgreplicator.Replicator#open}, then
 * {@link io.pgreplicator.Replicator#start}. The public API is this package, {@code config}, {@code telemetry} and {@code
 * error}, with {@link io.pgreplicator.sql.QualifiedName} and {@link io.pgreplicator.connection.ConnectionSettings} where
 * they return it; every other package may change at any time. Cures and answers use the terms of the command line.
 */
@NullMarked
package io.pgreplicator;

import org.jspecify.annotations.NullMarked;
