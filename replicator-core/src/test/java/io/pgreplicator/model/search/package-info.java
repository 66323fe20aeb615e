/**
 * Explores a model breadth first: every state that it can reach, or the shortest way to one in which a property is broken.
 *
 * <pre>
 *   Explorable.steps(state) ──► Search ──► Search.Result ──► FoundPart of docs/model/README.md
 * </pre>
 */
@NullMarked
package io.pgreplicator.model.search;

import org.jspecify.annotations.NullMarked;
