/** What an observer may see: events, findings and progress. */
@NullMarked
package io.pgreplicator.telemetry;

import org.jspecify.annotations.NullMarked;
