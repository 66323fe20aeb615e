/** The program that judges: the main job under load, killed as often as asked for, then every row compared. */
@NullMarked
package io.pgreplicator.benchmarks.acceptance;

import org.jspecify.annotations.NullMarked;
