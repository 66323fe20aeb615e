package io.pgreplicator.error;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The configuration cannot be used; the exception names every problem at once, not only the first. A retry does not help.
 * The code is {@link ErrorCode#CONFIG_INVALID}. Immutable.
 */
public final class ConfigException extends ReplicatorException {
    private static final long serialVersionUID = 1L;

    /** Failures are never serialized in Java's own format. */
    private final transient List<Problem> problems;

    public ConfigException(List<Problem> problems) {
        super(
                ErrorCode.CONFIG_INVALID,
                problems.stream().map(Problem::toString).collect(Collectors.joining("\n")),
                "Correct the settings named above; 'replicator help' lists them all.");
        this.problems = List.copyOf(problems);
    }

    /** One problem; its cure is the cure of the whole. */
    public ConfigException(String problem, String cure) {
        super(ErrorCode.CONFIG_INVALID, problem, cure);
        this.problems = List.of(new Problem(List.of(), "", problem, cure));
    }

    /** Every problem, at least one, in the order of the message. */
    public List<Problem> problems() {
        return problems;
    }
}
