package io.pgreplicator.cli;

import io.pgreplicator.cli.console.Console;
import java.util.Map;

/**
 * The environment that a command runs in. Immutable.
 *
 * @param out standard output: results
 * @param err standard error: progress, log and failures
 * @param environment the environment variables
 */
record Surroundings(Console out, Console err, Map<String, String> environment) {}
