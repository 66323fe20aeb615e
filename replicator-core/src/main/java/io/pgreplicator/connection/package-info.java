/** The location of a database: libpq's connection strings, from all the places that libpq reads them from. */
@NullMarked
package io.pgreplicator.connection;

import org.jspecify.annotations.NullMarked;
