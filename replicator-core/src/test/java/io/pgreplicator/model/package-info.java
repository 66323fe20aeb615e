/**
 * A small model of capture, chunk copy, rounds, acknowledging and crashes, explored over every interleaving.
 *
 * <pre>
 *   SourceSteps ─┐
 *   CopySteps   ─┼─► Model.steps(State) ──► Search (breadth first) ──► states counted, or the shortest counterexample
 *   RoundSteps  ─┘          ▲
 *                           └── Rule: each may be broken on purpose
 * </pre>
 *
 * It describes the design, not the code: docs/model/README.md tells what it contains and what it leaves out.
 */
@NullMarked
package io.pgreplicator.model;

import org.jspecify.annotations.NullMarked;
