/** What people see on standard error: lines, one live line, colours, failures and the log. */
@NullMarked
package io.pgreplicator.cli.console;

import org.jspecify.annotations.NullMarked;
