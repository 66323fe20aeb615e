package io.pgreplicator.config;

import io.pgreplicator.connection.ConnectionSettings;

/**
 * What can be said of a migration before there is a target: enough to check its source. Immutable; made by {@link
 * ReplicatorConfig.Builder#buildSource}.
 *
 * @param source the database that is to be copied and followed
 * @param tables which tables take part
 * @param copy how the initial copy goes
 * @param rounds how changes are carried after it
 * @param sessions how the servers are treated
 */
public record SourceConfig(
        ConnectionSettings source,
        TableFilter tables,
        CopyOptions copy,
        RoundOptions rounds,
        SessionOptions sessions) {}
