package io.pgreplicator.model.cutover;

/**
 * A replicator. Immutable.
 *
 * @param place how far it is
 * @param way in which direction it works
 * @param leads whether nobody has raised the epoch of its target since it did
 * @param owns whether nobody has raised the epoch of its source's gate since it did
 * @param sameServer whether the target's server is the one on which its leadership began
 * @param round what it has read, and has not committed
 * @param writing whether a transaction on the target has begun to write that
 * @param number what it wants to move a gate to
 */
record Leader(
        Place place,
        Way way,
        boolean leads,
        boolean owns,
        boolean sameServer,
        Round round,
        boolean writing,
        int number) {
    static final Leader OUT = new Leader(Place.OUT, Way.FORWARD, false, false, true, Round.NONE, false, 0);

    enum Place {
        /** Does not run. */
        OUT,
        /** Leads, and has not taken the gate of the source. */
        LEADING,
        /** Is about to disarm what a former one has armed. */
        DISARMING,
        FOLLOWING,
        /** Has taken the gate for a cutover. */
        TAKEN,
        /** Has looked whether it still leads. */
        CONFIRMED,
        ARMED,
        /** Nobody writes who wrote before the gate was armed. */
        AWAITED,
        /** As that, and believes that the target has everything; only when a rule is broken. */
        TOO_EARLY,
        CLOSED,
        /** A round has found nothing. */
        PROVED,
        /** Has moved the number and not committed. */
        MOVED,
        /** Does not know whether the switch has happened. */
        ASKING,
        /** Ends what a former one has begun. */
        FINISHING,
        SWITCHED,
        /** Has read the number that the opening follows from. */
        OPENING
    }

    static Leader of(Way way) {
        return new Leader(Place.LEADING, way, true, false, true, Round.NONE, false, 0);
    }

    boolean is(Place other) {
        return place == other;
    }

    boolean carries() {
        return is(Place.FOLLOWING) || is(Place.CLOSED) || is(Place.FINISHING);
    }

    Leader at(Place next) {
        return new Leader(next, way, leads, owns, sameServer, round, writing, 0);
    }

    Leader at(Place next, int wanted) {
        return new Leader(next, way, leads, owns, sameServer, round, writing, wanted);
    }

    Leader owning(boolean now) {
        return new Leader(place, way, leads, now, sameServer, round, writing, number);
    }

    Leader deposed() {
        return new Leader(place, way, false, owns, sameServer, round, writing, number);
    }

    Leader with(Round next, boolean begun) {
        return new Leader(place, way, leads, owns, sameServer, next, begun, number);
    }

    /** After the target's server was restarted. */
    Leader elsewhere() {
        return new Leader(place, way, leads, owns, false, writing ? Round.NONE : round, false, number);
    }
}
