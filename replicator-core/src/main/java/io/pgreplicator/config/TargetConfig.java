package io.pgreplicator.config;

import io.pgreplicator.connection.ConnectionSettings;

/**
 * What is known of a migration whose source is gone: enough to remove it from its target. Immutable; made by {@link
 * ReplicatorConfig.Builder#buildTarget}.
 *
 * @param target the database that received the rows
 * @param copy options of the initial copy, also for what is built again
 * @param sessions options of the sessions on the servers
 */
public record TargetConfig(ConnectionSettings target, CopyOptions copy, SessionOptions sessions) {}
