package io.pgreplicator.model.cutover;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Everything at one moment. Immutable.
 *
 * @param a the side that takes writes at first
 * @param b the other one
 * @param writers transactions of the applications, by number
 * @param leaders replicators, by number
 * @param acknowledged the last acknowledged write of each row, by key
 * @param faultsLeft faults that may still come
 * @param failedOver whether a server has lost what was committed
 */
record State(
        Side a,
        Side b,
        List<Writer> writers,
        List<Leader> leaders,
        List<Integer> acknowledged,
        int faultsLeft,
        boolean failedOver) {

    State {
        writers = List.copyOf(writers);
        leaders = List.copyOf(leaders);
        acknowledged = List.copyOf(acknowledged);
    }

    static State of(Bounds bounds) {
        Side a = Side.of(true, bounds.keys());
        var leaders = new ArrayList<>(Collections.nCopies(bounds.leaders(), Leader.OUT));
        leaders.set(0, Leader.of(Way.FORWARD));
        return new State(
                a,
                Side.of(false, bounds.keys()).ledBy(1),
                Collections.nCopies(bounds.writers(), Writer.NEW),
                leaders,
                a.rows(),
                bounds.faults(),
                false);
    }

    /** The row that a transaction writes. */
    static int key(int writer, int keys) {
        return (writer - 1) % keys;
    }

    Side source(Way way) {
        return way == Way.FORWARD ? a : b;
    }

    Side target(Way way) {
        return way == Way.FORWARD ? b : a;
    }

    Side at(boolean atB) {
        return atB ? b : a;
    }

    Writer writer(int number) {
        return writers.get(number - 1);
    }

    Leader leader(int number) {
        return leaders.get(number - 1);
    }

    /** Which way changes go, as both gates say. */
    Way direction() {
        boolean reversed = b.captured() && (b.isOpen() || (!a.isOpen() && b.number() > a.number()));
        return reversed ? Way.BACK : Way.FORWARD;
    }

    State withSide(boolean atB, Side next) {
        return new State(atB ? a : next, atB ? next : b, writers, leaders, acknowledged, faultsLeft, failedOver);
    }

    State withSource(Way way, Side next) {
        return withSide(way == Way.BACK, next);
    }

    State withTarget(Way way, Side next) {
        return withSide(way == Way.FORWARD, next);
    }

    State withWriter(int number, Writer next) {
        var all = new ArrayList<>(writers);
        all.set(number - 1, next);
        return new State(a, b, all, leaders, acknowledged, faultsLeft, failedOver);
    }

    State withLeader(int number, Leader next) {
        var all = new ArrayList<>(leaders);
        all.set(number - 1, next);
        return new State(a, b, writers, all, acknowledged, faultsLeft, failedOver);
    }

    State withAll(UnaryOperator<Writer> eachWriter, UnaryOperator<Leader> eachLeader) {
        return new State(
                a,
                b,
                writers.stream().map(eachWriter).toList(),
                leaders.stream().map(eachLeader).toList(),
                acknowledged,
                faultsLeft,
                failedOver);
    }

    State acknowledge(int key, int writer) {
        var all = new ArrayList<>(acknowledged);
        all.set(key, writer);
        return new State(a, b, writers, leaders, all, faultsLeft, failedOver);
    }

    State fault() {
        return new State(a, b, writers, leaders, acknowledged, faultsLeft - 1, failedOver);
    }

    State afterFailover() {
        return new State(a, b, writers, leaders, acknowledged, faultsLeft, true);
    }

    /** Once a leader has raised the epoch of the gate of that side: nobody else can move it, nor can a message. */
    State taken(boolean atB, int by) {
        Side side = at(atB);
        State next = withSide(atB, side.held(side.holder(), side.moving(), 0));
        for (int number = 1; number <= leaders.size(); number++) {
            Leader leader = leader(number);
            if (!leader.is(Leader.Place.OUT) && (leader.way() == Way.BACK) == atB) {
                next = next.withLeader(number, leader.owning(number == by));
            }
        }
        return next;
    }

    /** Once a leader has ended, or its process: its sessions end as well. */
    State ended(int number) {
        Leader leader = leader(number);
        Side source = source(leader.way());
        Side target = target(leader.way());
        State next = this;
        if (source.holder() == number) {
            next = next.withSource(leader.way(), source.released());
        }
        if (target.led() == number) {
            next = next.withTarget(leader.way(), target.ledBy(Side.NOBODY));
        }
        return next.withLeader(number, Leader.OUT);
    }
}
