package io.pgreplicator.model;

/**
 * Everything at one moment. Immutable.
 *
 * @param source what the source's server holds
 * @param target what the target's server holds, with the chunks in flight
 * @param round the round that the lead is carrying
 * @param orphan a commit of a former lead that may still arrive
 * @param led whether a replicator has the lead
 * @param faultsLeft faults that may still come
 */
record State(Source source, Target target, Round round, Round orphan, boolean led, int faultsLeft) {

    static State of(Bounds bounds) {
        return new State(Source.of(bounds), Target.of(bounds), Round.NONE, Round.NONE, true, bounds.faults());
    }

    State with(Source next) {
        return new State(next, target, round, orphan, led, faultsLeft);
    }

    /** From the end of the copy on, places no longer matter. */
    State with(Target next) {
        boolean ends = next.isCopied() && !target.isCopied();
        return new State(ends ? source.withoutPlaces() : source, next, round, orphan, led, faultsLeft);
    }

    State with(Round next) {
        return new State(source, target, next, orphan, led, faultsLeft);
    }

    State withOrphan(Round next) {
        return new State(source, target, round, next, led, faultsLeft);
    }

    State crash(Round survives) {
        return new State(source, target, Round.NONE, survives, false, faultsLeft - 1);
    }

    State led(Round survives) {
        return new State(source, target, round, survives, true, faultsLeft);
    }

    State loseConnection(Target next) {
        return new State(source, next, round, orphan, led, faultsLeft - 1);
    }

    /** Whether every transaction has committed and the watermark sees all that is logged. */
    boolean isAtRest() {
        int applied = target.watermark();
        return target.isCopied()
                && round.is(Round.Phase.NONE)
                && orphan.is(Round.Phase.NONE)
                && !source.hasWriters()
                && (source.marks() & ~applied) == 0
                && source.log().stream().allMatch(entry -> (applied & Source.bit(entry.xid())) != 0);
    }
}
