package io.pgreplicator.phase;

import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;

/** A failure that calls both sides as the user has given them, also on the way back. Immutable. */
final class GivenSides extends ReplicatorException {
    private static final long serialVersionUID = 1L;

    GivenSides(ErrorCode code, String message, String cure) {
        super(code, message, cure);
    }

    /** The same failure, whose words are those of the user. */
    GivenSides(ReplicatorException failure) {
        super(failure.code(), String.valueOf(failure.getMessage()), failure.cure(), failure);
    }
}
