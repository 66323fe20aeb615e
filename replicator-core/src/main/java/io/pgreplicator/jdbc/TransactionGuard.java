package io.pgreplicator.jdbc;

/**
 * What every transaction must hold before it may change a database: see {@link Database#guardedBy}. Implementations are
 * thread-safe.
 */
@FunctionalInterface
public interface TransactionGuard {
    /** Called first in each transaction that may write; throws when the session must not write any more. */
    void hold(Session session);
}
