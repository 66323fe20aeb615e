/** Every setting: its type, unit, default and sentence. */
@NullMarked
package io.pgreplicator.config;

import org.jspecify.annotations.NullMarked;
