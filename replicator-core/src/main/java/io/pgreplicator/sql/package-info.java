/** Text that is safe to send: identifiers, literals and the SQL files. */
@NullMarked
package io.pgreplicator.sql;

import org.jspecify.annotations.NullMarked;
