package io.pgreplicator.cli.console;

/** How much of the log is shown on standard error. */
public enum Verbosity {
    WARN,
    INFO,
    DEBUG
}
