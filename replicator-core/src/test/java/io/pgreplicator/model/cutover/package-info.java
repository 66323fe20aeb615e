/**
 * A small model of the gates, the switch, crashes and the way back, explored over every interleaving.
 *
 * <pre>
 *   WriterSteps   applications, at either gate        ─┐
 *   LeaderSteps   taking over, rounds, the opening     ├─► SwitchModel.steps(State) ──► Search
 *   CutoverSteps  arming, closing, the switch          │         ▲
 *   FaultSteps    lost leaders, answers and servers   ─┘         └── Rule: each may be broken on purpose
 * </pre>
 *
 * It describes decisions 32 and 33, not the code: docs/model/README.md tells what it contains and what it leaves out.
 */
@NullMarked
package io.pgreplicator.model.cutover;

import org.jspecify.annotations.NullMarked;
