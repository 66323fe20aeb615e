/** A leader's run from start to end, with its duties; and the other verbs: repair, uninstall, compare, status, reversal. */
@NullMarked
package io.pgreplicator.phase;

import org.jspecify.annotations.NullMarked;
