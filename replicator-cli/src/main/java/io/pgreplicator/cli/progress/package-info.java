/** What a running replication shows of itself. */
@NullMarked
package io.pgreplicator.cli.progress;

import org.jspecify.annotations.NullMarked;
