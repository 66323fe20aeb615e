package io.pgreplicator.cli.console;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Found by Logback through its service file: keeps it from searching for configuration files and from logging to
 * standard output, which belongs to results. {@link Logging#start} does the rest. Stateless.
 */
public final class SilentConfigurator extends ContextAwareBase implements Configurator {
    @Override
    public ExecutionStatus configure(LoggerContext context) {
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
