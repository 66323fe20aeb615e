/** A leader's run from its start to its end, with its duties; and the other verbs: repair, uninstall, compare, status, reversal. */
@NullMarked
package io.pgreplicator.phase;

import org.jspecify.annotations.NullMarked;
