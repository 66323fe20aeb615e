package io.pgreplicator.cli.console;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import io.pgreplicator.error.ConfigException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Sets up the log: to the console for people, and to a file that rolls over. Stateless, thread-safe. */
public final class Logging {
    private static final String FILE_ONLY = "io.pgreplicator.command";
    private static final String CONSOLE_PATTERN = "%d{HH:mm:ss} %-5level %logger{0}: %msg";
    private static final String FILE_PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{36}: %msg";

    private Logging() {}

    /** Starts the log. Call it once, before anything is logged. Throws {@link ConfigException} for an unusable file. */
    public static void start(Console console, Verbosity verbosity, @Nullable Path file) {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Level shown = Level.toLevel(verbosity.name());
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(file == null || shown.toInt() < Level.INFO_INT ? shown : Level.INFO);
        root.addAppender(toConsole(context, console, shown));
        Logger fileOnly = context.getLogger(FILE_ONLY);
        fileOnly.setAdditive(false);
        if (file != null) {
            RollingFileAppender<ILoggingEvent> appender = toFile(context, file);
            root.addAppender(appender);
            fileOnly.addAppender(appender);
        }
        if (shown.toInt() > Level.DEBUG_INT) {
            // the engine reports what matters of these itself
            context.getLogger("com.zaxxer.hikari").setLevel(Level.ERROR);
            context.getLogger("io.zonky").setLevel(Level.ERROR);
            context.getLogger("org.postgresql").setLevel(Level.ERROR);
        }
    }

    /** Writes the full failure to the log file, if there is one; the console gets its paragraph elsewhere. */
    public static void failure(String summary, Throwable failure) {
        LoggerFactory.getLogger(FILE_ONLY).error(summary, failure);
    }

    /** Writes what the console already showed to the log file, if there is one. */
    public static void note(String line) {
        LoggerFactory.getLogger(FILE_ONLY).info(line);
    }

    private static AppenderBase<ILoggingEvent> toConsole(LoggerContext context, Console console, Level shown) {
        String traces = shown.toInt() <= Level.DEBUG_INT ? "%n%ex" : "%nopex";
        PatternLayoutEncoder encoder = encoder(context, CONSOLE_PATTERN + traces);
        var appender = new AppenderBase<ILoggingEvent>() {
            @Override
            protected void append(ILoggingEvent event) {
                console.print(Secrets.hidden(encoder.getLayout().doLayout(event).stripTrailing()));
            }
        };
        var threshold = new ThresholdFilter();
        threshold.setLevel(shown.levelStr);
        threshold.start();
        appender.addFilter(threshold);
        appender.setContext(context);
        appender.start();
        return appender;
    }

    private static RollingFileAppender<ILoggingEvent> toFile(LoggerContext context, Path file) {
        var appender = new RollingFileAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setFile(file.toString());
        appender.setEncoder(encoder(context, FILE_PATTERN + "%n%ex"));
        var policy = new SizeAndTimeBasedRollingPolicy<ILoggingEvent>();
        policy.setContext(context);
        policy.setParent(appender);
        policy.setFileNamePattern(file + ".%d{yyyy-MM-dd}.%i.gz");
        policy.setMaxFileSize(FileSize.valueOf("64MB"));
        policy.setMaxHistory(14);
        policy.setTotalSizeCap(FileSize.valueOf("1GB"));
        policy.start();
        appender.setRollingPolicy(policy);
        appender.start();
        if (!appender.isStarted()) {
            throw new ConfigException(
                    "the log file " + file + " cannot be written",
                    "Name a file in a folder that this user may write to.");
        }
        return appender;
    }

    private static PatternLayoutEncoder encoder(LoggerContext context, String pattern) {
        var encoder = new HidingEncoder();
        encoder.setContext(context);
        encoder.setCharset(Console.CHARSET);
        encoder.setPattern(pattern);
        encoder.start();
        return encoder;
    }

    /** Writes events as text without passwords. Thread-safe, like Logback's own encoders. */
    private static final class HidingEncoder extends PatternLayoutEncoder {
        @Override
        public byte[] encode(ILoggingEvent event) {
            return Secrets.hidden(getLayout().doLayout(event)).getBytes(Console.CHARSET);
        }
    }
}
