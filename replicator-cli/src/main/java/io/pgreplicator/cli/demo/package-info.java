/**
 * The demonstration: a whole migration on two servers of its own.
 *
 * <pre>
 *   LiveWriters (4 threads)
 *        | insert, update, delete, change keys
 *        v
 *   PostgreSQL "source" --- Replicator (copy, then follow) ---> PostgreSQL "target"
 *   role as on Heroku                                           role as on RDS
 * </pre>
 */
@NullMarked
package io.pgreplicator.cli.demo;

import org.jspecify.annotations.NullMarked;
