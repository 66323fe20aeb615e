package io.pgreplicator.error;

/** The stable name of a failure, who is to blame, and the exit code of a command that ends with it. Immutable. */
public enum ErrorCode {
    /** An unknown verb, flag or setting, or a value that cannot be read. */
    CONFIG_INVALID(2, Blame.CONFIG),
    /** A server answered, but rejected the user, the password or the database name. */
    CREDENTIALS_REFUSED(2, Blame.CONFIG),
    /** A required program, such as pg_dump, is missing or too old. */
    TOOL_MISSING(2, Blame.CONFIG),
    /** The check found something that must be fixed first. */
    PREFLIGHT_FAILED(3, Blame.CONFIG),
    /** Source and target do not hold the same rows. */
    ROWS_DIFFER(4, Blame.DATA),
    /** The source cannot be reached, or was lost for longer than the retry limit. */
    SOURCE_UNREACHABLE(6, Blame.SOURCE),
    /** The target cannot be reached, or was lost for longer than the retry limit. */
    TARGET_UNREACHABLE(6, Blame.TARGET),
    /** Another replicator leads this migration. */
    LEADER_RUNNING(7, Blame.CONFIG),
    /** No replicator is running that could take the command. */
    NO_LEADER(8, Blame.CONFIG),
    /** The replicator does not execute the command in its current state. */
    COMMAND_REFUSED(3, Blame.CONFIG),
    /** The switch did not happen within its deadline: the source is still the primary, and nothing was changed. */
    CUTOVER_ROLLED_BACK(5, Blame.SOURCE),
    /** A cutover has ended: what was asked for goes the other way, or is done already. */
    ALREADY_SWITCHED(3, Blame.CONFIG),
    /** Both sides take writes after a cutover: one of them has lost that it was closed. */
    BOTH_OPEN(1, Blame.DATA),
    /** A statement failed on the source in a way that a retry does not fix. */
    SOURCE_FAILED(1, Blame.SOURCE),
    /** A statement failed on the target in a way that a retry does not fix. */
    TARGET_FAILED(1, Blame.TARGET),
    /** The target refused a row. */
    ROW_REFUSED(1, Blame.DATA),
    /** A sequence of the target could not be set; every row is on the target. */
    SEQUENCE_NOT_SET(1, Blame.DATA),
    /** An index, a constraint or a trigger of the target could not be restored; the rows are complete. */
    OBJECTS_OPEN(1, Blame.TARGET),
    /** The source holds changes that were never carried, and the requested action would lose them. */
    CHANGES_NOT_CARRIED(3, Blame.DATA),
    /** It was stopped before it reached its goal; by SIGINT the exit code is 130. */
    STOPPED(143, Blame.CONFIG),
    /** The capture on the source is missing, altered or belongs to another migration. */
    CAPTURE_INVALID(1, Blame.SOURCE),
    /** The source lost transactions that may be on the target: a failover to a lagging standby, or a restore. */
    SOURCE_WENT_BACK(4, Blame.SOURCE),
    /**
     * The target lost rounds that the source's log no longer holds, by a failover to a lagging standby or a restore; or rows of it may have
     * been altered.
     */
    TARGET_WENT_BACK(4, Blame.TARGET),
    /** A captured table changed its shape while it was being replicated. */
    SHAPE_CHANGED(1, Blame.SOURCE),
    /** A bug in the replicator itself. */
    INTERNAL(1, Blame.BUG);

    /** Who is to blame for a failure. */
    public enum Blame {
        CONFIG,
        SOURCE,
        TARGET,
        DATA,
        BUG
    }

    private final int exitCode;
    private final Blame blame;

    ErrorCode(int exitCode, Blame blame) {
        this.exitCode = exitCode;
        this.blame = blame;
    }

    /** The process exit code, as documented for the command line. */
    public int exitCode() {
        return exitCode;
    }

    public Blame blame() {
        return blame;
    }

    /** What it is called where source and target are given the other way round. */
    public ErrorCode turned() {
        return switch (this) {
            case SOURCE_UNREACHABLE -> TARGET_UNREACHABLE;
            case TARGET_UNREACHABLE -> SOURCE_UNREACHABLE;
            case SOURCE_FAILED -> TARGET_FAILED;
            case TARGET_FAILED -> SOURCE_FAILED;
            case SOURCE_WENT_BACK -> TARGET_WENT_BACK;
            case TARGET_WENT_BACK -> SOURCE_WENT_BACK;
            default -> this;
        };
    }
}
