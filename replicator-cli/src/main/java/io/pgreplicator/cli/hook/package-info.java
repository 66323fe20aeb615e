/** A command of the user's that is run at a moment of the migration. */
@NullMarked
package io.pgreplicator.cli.hook;

import org.jspecify.annotations.NullMarked;
