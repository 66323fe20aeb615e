/** What a user may specify by flag, configuration file or environment, and the order of precedence. */
@NullMarked
package io.pgreplicator.cli.option;

import org.jspecify.annotations.NullMarked;
