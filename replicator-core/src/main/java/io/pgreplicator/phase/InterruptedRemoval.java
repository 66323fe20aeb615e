package io.pgreplicator.phase;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.control.Migration;
import io.pgreplicator.gate.Gate;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import java.util.Optional;
import java.util.UUID;

/** A removal of the replicator from both sides that has begun and not ended. Stateless, thread-safe. */
final class InterruptedRemoval {
    private InterruptedRemoval() {}

    /** Which side takes writes meanwhile, and what to run; empty when none has begun, as far as it is noted. */
    static Optional<String> describe(Ends ends, Direction direction) {
        try (Session from = ends.source().open(Role.CONTROL);
                Session to = ends.target().open(Role.CONTROL)) {
            return hasBegun(from, to, direction)
                    ? Optional.of(
                            "The replicator is being removed from both sides, which has not ended: "
                                    + writers(refuses(from), refuses(to))
                                    + ". Run 'replicator complete' or 'replicator uninstall' again, whichever it was: it removes what is left.")
                    : Optional.empty();
        }
    }

    /** The present direction goes first, and with it what its capture could tell. */
    private static boolean hasBegun(Session source, Session target, Direction direction) {
        if (direction.source() != null) {
            return direction.leaving()
                    || (direction.isEnded() && CaptureSchema.opposite(source).isPresent());
        }
        Optional<UUID> wayBack = Migration.id(source);
        return isLeft(target)
                || isLeft(source)
                || (wayBack.isPresent() && wayBack.equals(CaptureSchema.migration(target)));
    }

    private static boolean isLeft(Session target) {
        return Migration.id(target).isPresent() && Migration.isSourceLeft(target);
    }

    private static boolean refuses(Session side) {
        return CaptureSchema.migration(side).isPresent() && Gate.isClosed(side);
    }

    private static String writers(boolean sourceRefuses, boolean targetRefuses) {
        if (sourceRefuses == targetRefuses) {
            return "neither side refuses writes any more";
        }
        return sourceRefuses
                ? "applications write to the target, and the source refuses writes until then"
                : "applications write to the source, and the target refuses writes until then";
    }
}
