/** What an observer can see: events, progress, and reports of what was found or done. */
@NullMarked
package io.pgreplicator.telemetry;

import org.jspecify.annotations.NullMarked;
