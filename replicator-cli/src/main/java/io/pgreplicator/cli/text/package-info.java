/** The library's answers as text for people and as JSON for programs. */
@NullMarked
package io.pgreplicator.cli.text;

import org.jspecify.annotations.NullMarked;
