package io.pgreplicator.gate;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.connection.ConnectionSettings;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.SqlFile;

/**
 * The gate of one database in an epoch, a fencing token: only who has raised it last may arm, disarm or move the gate. Each
 * method that changes something runs in the session's transaction if there is one, and fails with SQLSTATE 55000 when the
 * epoch is a later one. Immutable.
 */
public record Gate(long epoch) {
    private static final long PREPARED = 1;

    /**
     * Raises the epoch, in the session's transaction: nobody else can do anything with the gate from the commit on, and whatever
     * {@link #number} returns then is on disk. A capture of ours must exist.
     */
    public static Gate take(Session side) {
        side.query("SELECT set_config('synchronous_commit', 'local', true)", row -> true);
        return side.doing("raising the epoch of the gate")
                .query(
                        "UPDATE replicator_capture.capture SET gate_epoch = gate_epoch + 1 RETURNING gate_epoch",
                        row -> new Gate(row.getLong(1)))
                .get(0);
    }

    /** Where writers are sent that a gate refuses: the words of a database that takes them. */
    public static String place(ConnectionSettings other) {
        return other.database() + " on " + other.host() + ":" + other.port() + " takes them";
    }

    /** The number of the gate: even while writers pass, odd when a switch has closed it. */
    public static long number(Session side) {
        return CaptureSchema.gateNumber(side);
    }

    /** Whether the gate refuses writers. */
    public static boolean isClosed(Session side) {
        return number(side) % 2 != 0;
    }

    /** Whether it refuses them as it was {@link #installClosed installed}, and no cutover has ever moved it. */
    public static boolean isPrepared(Session side) {
        return number(side) == PREPARED;
    }

    /** Whether somebody closes the gate at this moment: until that has ended, whoever wants to write waits. A capture of ours must exist. */
    public static boolean isHeld(Session side) {
        return side.doing("looking at the gate")
                .query(SqlFile.of(Gate.class, "held.sql").text(), row -> row.getBoolean(1))
                .get(0);
    }

    /** Whether transactions hold the gate while they write. */
    public static boolean isArmed(Session side) {
        return side.doing("looking at the gate")
                        .queryLong(
                                "SELECT count(*) FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang"
                                        + " WHERE p.oid = 'replicator_capture.gate()'::pg_catalog.regprocedure AND l.lanname = 'plpgsql'")
                > 0;
    }

    /**
     * From the commit on, each transaction holds the gate from its first write on. Those that wrote before do not: see
     * {@link io.pgreplicator.capture.CaptureSchema#writers}.
     *
     * @param place where writers find the database that takes their place, for the message that refuses them
     */
    public void arm(Session side, String place) {
        side.doing("arming the gate").query("SELECT replicator_capture.arm_gate(?, ?)", row -> true, epoch, place);
    }

    /**
     * Refuses writers from the first one on: in the transaction that creates the capture, before any table has one. What the opposite
     * migration applies passes.
     */
    public static void installClosed(Session side, String place) {
        Gate gate = take(side);
        gate.arm(side, place);
        gate.move(side, PREPARED);
    }

    /** Lets everybody pass again. Waits while the gate is closed; fails with SQLSTATE 55000 once a switch has closed it. */
    public void disarm(Session side) {
        side.doing("disarming the gate").query("SELECT replicator_capture.disarm_gate(?)", row -> true, epoch);
    }

    /**
     * Moves the gate to that number, which must not be lower than the present one. Nothing is certain before the commit was
     * acknowledged; after a lost answer, do it again. An odd number takes the closed gate.
     */
    public void move(Session side, long number) {
        side.doing("moving the gate").query("SELECT replicator_capture.move_gate(?, ?)", row -> true, number, epoch);
    }

    /**
     * Moves the gate to that odd number and records the switch. {@code side}: the transaction that holds the closed gate; the switch has
     * happened when its commit was acknowledged.
     */
    public void switchOff(Session side, long number) {
        side.doing("switching")
                .update(
                        "INSERT INTO replicator_capture.switch (number, snapshot, epoch) VALUES (?, txid_current_snapshot()::text, ?)",
                        number,
                        epoch);
        move(side, number);
    }

    /** Waits until nobody holds the closed gate, and prevents that it is closed until the session's transaction ends. */
    public static void awaitOpen(Session side) {
        side.doing("waiting for the gate").query("SELECT replicator_capture.keep_gate_open()", row -> true);
    }
}
