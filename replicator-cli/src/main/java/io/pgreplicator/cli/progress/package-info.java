/** The progress display of a running replication. */
@NullMarked
package io.pgreplicator.cli.progress;

import org.jspecify.annotations.NullMarked;
