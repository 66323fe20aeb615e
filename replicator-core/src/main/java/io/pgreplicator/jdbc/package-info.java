/** A connection with a purpose: sessions with a role, transactions, retry by SQLSTATE, COPY streams. */
@NullMarked
package io.pgreplicator.jdbc;

import org.jspecify.annotations.NullMarked;
