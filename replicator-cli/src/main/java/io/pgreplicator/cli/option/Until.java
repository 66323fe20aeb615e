package io.pgreplicator.cli.option;

import io.pgreplicator.Replication;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The state at which {@code run} ends by itself. */
public enum Until {
    /** No state: only when it is stopped. */
    STOPPED,
    COPIED,
    CAUGHT_UP;

    /** Asks the replication to end at this state. */
    public void askOf(Replication replication) {
        switch (this) {
            case COPIED -> replication.endWhenCopied();
            case CAUGHT_UP -> replication.endWhenCaughtUp();
            case STOPPED -> {}
        }
    }

    /** Reads {@code copied} and {@code caught-up}. Stateless. */
    public static final class Converter implements ITypeConverter<Until> {
        @Override
        public Until convert(String value) {
            return switch (value) {
                case "copied" -> COPIED;
                case "caught-up" -> CAUGHT_UP;
                default -> throw new TypeConversionException("'" + value + "' is not one of: copied, caught-up");
            };
        }
    }
}
