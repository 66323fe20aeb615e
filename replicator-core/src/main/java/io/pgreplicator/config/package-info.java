/** Every setting: its type, unit, default and sentence; and where the two databases are. */
@NullMarked
package io.pgreplicator.config;

import org.jspecify.annotations.NullMarked;
