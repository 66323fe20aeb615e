/**
 * The cases: directories of SQL that a database administrator can write, each replicated and compared.
 *
 * <pre>
 *   resources/cases/GROUP/NAME/ ──► CaseDirectory ──► CasesIT ──► CaseRun ──► RunningReplicator
 *        *.sql, case.properties        Step             one test for each "when"      │
 *                                                                     └──► CaseDatabases ──► DatabaseDiff
 * </pre>
 */
@NullMarked
package io.pgreplicator.it.cases;

import org.jspecify.annotations.NullMarked;
