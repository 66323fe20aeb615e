package io.pgreplicator.config;

import io.pgreplicator.connection.ConnectionSettings;

/**
 * What is known of a migration before there is a target: enough to check its source. Immutable; made by {@link
 * ReplicatorConfig.Builder#buildSource}.
 *
 * @param source the database that is to be copied and followed
 * @param tables which tables are replicated
 * @param copy options of the initial copy
 * @param rounds options of the rounds after it
 * @param sessions options of the sessions on the servers
 */
public record SourceConfig(
        ConnectionSettings source,
        TableFilter tables,
        CopyOptions copy,
        RoundOptions rounds,
        SessionOptions sessions) {}
