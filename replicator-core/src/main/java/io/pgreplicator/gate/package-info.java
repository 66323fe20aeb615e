/**
 * The gate of a database: whether its applications may write. Every capture function asks it before it logs anything.
 *
 * <pre>
 *   disarmed   everybody passes, at no cost
 *      | Gate.arm; whoever wrote before does not hold it
 *      v
 *   armed      each transaction that writes holds the gate in share mode until it ends
 *      | ClosedGate.close: new writers wait, those that have begun end; whoever is in their way gets a ticket and passes
 *      v
 *   closed     nobody is in the middle of writing; for some milliseconds only, or the server opens it again
 *      | Gate.move and COMMIT, to an odd number              | anything else: rollback
 *      v                                                      v
 *   refused    the waiting writers fail, and later ones       armed
 * </pre>
 *
 * <p>The other side of a migration has a gate of its own: at most one of the two is open.
 *
 * <p>Decisions, in docs/decisions: 0032-the-gate.md, 0033-the-way-back.md.
 */
@NullMarked
package io.pgreplicator.gate;

import org.jspecify.annotations.NullMarked;
