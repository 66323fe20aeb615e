/**
 * Random histories: a random schema, random transactions of several clients, random faults, and every row compared.
 *
 * <pre>
 *   Histories (jqwik) ──► History ──► Script (text) ──► HistoryRun ──► clients, replicator, faults ──► DatabaseDiff
 *                                        ▲
 *                 what failed once, pasted into a test
 * </pre>
 */
@NullMarked
package io.pgreplicator.it.random;

import org.jspecify.annotations.NullMarked;
