package io.pgreplicator.model.cutover;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What the server of one side holds. Immutable.
 *
 * @param captured whether its tables have triggers, so that it has a gate
 * @param number the number of the gate, as everybody reads it
 * @param disk the number that a crash leaves
 * @param armed whether transactions hold the gate while they write
 * @param holder who holds the closed gate: a leader, {@link #NOBODY}, or {@link #LOST}
 * @param moving whether the holder's transaction has moved the number, so that nobody else raises the epoch before it ends
 * @param pending the number that a message will still set in the transaction of a holder that is lost; 0 for none
 * @param led who holds the leader lock of the migration into this side
 * @param rows the committed rows, by key: the transaction that wrote each last
 * @param log the committed transactions that the triggers have logged, a bit each
 * @param applied the watermark of the migration into this side: transactions of the other one, a bit each
 * @param late a round of which the connection was lost, and whose commit may still happen
 * @param standby what a standby that lags holds
 */
record Side(
        boolean captured,
        int number,
        int disk,
        boolean armed,
        int holder,
        boolean moving,
        int pending,
        int led,
        List<Integer> rows,
        int log,
        int applied,
        Round late,
        Standby standby) {
    static final int NOBODY = 0;
    /** A session whose client is gone, which the server does not know yet. */
    static final int LOST = 3;

    Side {
        rows = List.copyOf(rows);
    }

    /** What was there before the last round. Immutable. */
    record Standby(List<Integer> rows, int applied) {
        Standby {
            rows = List.copyOf(rows);
        }
    }

    static Side of(boolean captured, int keys) {
        List<Integer> rows = Collections.nCopies(keys, 0);
        return new Side(captured, 0, 0, false, NOBODY, false, 0, NOBODY, rows, 0, 0, Round.NONE, new Standby(rows, 0));
    }

    /** The bit of a transaction. */
    static int bit(int writer) {
        return 1 << (writer - 1);
    }

    boolean isOpen() {
        return number % 2 == 0;
    }

    /** Whether applications' writes succeed, now or once nobody holds the gate. */
    boolean accepts() {
        return captured && (isOpen() || !armed);
    }

    private Side gate(int newNumber, int newDisk, boolean newArmed) {
        return new Side(
                captured, newNumber, newDisk, newArmed, holder, moving, pending, led, rows, log, applied, late,
                standby);
    }

    /** A commit that was acknowledged: what came before it is on disk as well. */
    Side flush() {
        return gate(number, number, armed);
    }

    Side arm(boolean now) {
        return gate(number, disk, now).flush();
    }

    /** Visible at once, and on disk with the next commit. */
    Side move(int destination) {
        return gate(destination, disk, armed);
    }

    Side capture(int first) {
        Side created =
                new Side(true, first, first, first % 2 != 0, NOBODY, false, 0, led, rows, 0, applied, late, standby);
        return created;
    }

    Side held(int by, boolean moved, int message) {
        return new Side(captured, number, disk, armed, by, moved, message, led, rows, log, applied, late, standby);
    }

    Side released() {
        return held(NOBODY, false, 0);
    }

    Side ledBy(int leader) {
        return new Side(
                captured, number, disk, armed, holder, moving, pending, leader, rows, log, applied, late, standby);
    }

    private Side data(List<Integer> newRows, int newLog, int newApplied, Round newLate) {
        return new Side(
                captured,
                number,
                disk,
                armed,
                holder,
                moving,
                pending,
                led,
                newRows,
                newLog,
                newApplied,
                newLate,
                standby);
    }

    /** With the row that a transaction of an application has committed. */
    Side written(int key, int writer, boolean logged) {
        var after = new ArrayList<>(rows);
        after.set(key, writer);
        return data(after, logged ? log | bit(writer) : log, applied, late).flush();
    }

    /** With the rows of a round, and with the watermark if it was the last commit of it. */
    Side written(Round round, boolean watermark) {
        var after = new ArrayList<>(rows);
        for (int writer = 1; bit(writer) <= round.fresh(); writer++) {
            if ((round.fresh() & bit(writer)) != 0) {
                int key = State.key(writer, rows.size());
                after.set(key, round.rows().get(key));
            }
        }
        return data(after, log, watermark ? applied | round.fresh() : applied, late)
                .flush();
    }

    Side withLate(Round round) {
        return data(rows, log, applied, round);
    }

    /** With a standby that has what this server has now. */
    Side replicated() {
        return new Side(
                captured,
                number,
                disk,
                armed,
                holder,
                moving,
                pending,
                led,
                rows,
                log,
                applied,
                late,
                new Standby(rows, applied));
    }

    /** What is on disk, and no session. */
    Side crashed() {
        return gate(disk, disk, armed).released().ledBy(NOBODY).withLate(Round.NONE);
    }

    Side failedOver() {
        return crashed().data(standby.rows(), log, standby.applied(), Round.NONE);
    }
}
