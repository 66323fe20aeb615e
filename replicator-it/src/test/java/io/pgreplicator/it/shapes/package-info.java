/**
 * Databases in the shape of those that applications have, and any folder of schema files: each moved by the commands in their order and
 * by doing literally what their messages say; in the end both sides' dumps are compared.
 *
 * <pre>
 *   resources/shapes/*.sql, -Dshapes=FOLDER ──► Shape ──► ShapesIT ──► Move ──► Result
 *                                     SeededRows, writes ──────────────┤
 *                                     Cure, what a message tells ──────┤
 *                                     Dump, what still differs ── Named, whether it was told
 * </pre>
 */
@NullMarked
package io.pgreplicator.it.shapes;

import org.jspecify.annotations.NullMarked;
