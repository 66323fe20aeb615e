/** The initial bytes: chunks of COPY TO piped into COPY FROM, and the indexes built after them. */
@NullMarked
package io.pgreplicator.copy;

import org.jspecify.annotations.NullMarked;
