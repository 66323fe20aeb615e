/** The library: a configured pair of databases, and a replication that runs. */
@NullMarked
package io.pgreplicator;

import org.jspecify.annotations.NullMarked;
