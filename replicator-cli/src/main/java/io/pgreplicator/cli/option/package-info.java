/** What a user may say, by flag, configuration file or environment, and in which order they count. */
@NullMarked
package io.pgreplicator.cli.option;

import org.jspecify.annotations.NullMarked;
