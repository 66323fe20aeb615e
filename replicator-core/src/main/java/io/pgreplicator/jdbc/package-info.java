/**
 * The two databases and work on them: sessions with a role, transactions, retry by SQLSTATE, COPY streams; what all parts of
 * one run share ({@link io.pgreplicator.jdbc.Work}); and the inspection and removal of our own schemas.
 */
@NullMarked
package io.pgreplicator.jdbc;

import org.jspecify.annotations.NullMarked;
