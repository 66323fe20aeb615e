package io.pgreplicator.model;

/** A rule of the design that the model follows, or breaks when it is told to. */
enum Rule {
    TRIGGERS_BEFORE_COPY(
            Scope.ROUNDS,
            "Nothing is planned or copied before the capture stands.",
            "What is written between the reading of a chunk and the first trigger is neither copied nor logged."),
    CAPTURE_WAITS_FOR_WRITERS(
            Scope.ROUNDS,
            "The capture is installed while no transaction that wrote the table is open.",
            "A transaction that began before the triggers is not logged, and commits after the copy has read."
                    + " `CREATE TRIGGER` waits for it by its lock."),
    OLD_KEY_IS_LOGGED(
            Scope.ROUNDS,
            "A row that gets a new key is logged with the old one too.",
            "The log holds keys alone: nobody would look at the old key again, and its row stays."),
    TRUNCATE_IS_LOGGED(
            Scope.TRUNCATION,
            "A TRUNCATE leaves a mark in the log.",
            "It touches no row by its key, so the log would name none of those that are gone."),
    CHUNKS_LEAVE_OUT_LOGGED_KEYS(
            Scope.COPY,
            "A chunk leaves out the keys that the log names.",
            "An update moves a row to another part of the file, where another chunk finds it again."),
    CHUNKS_LOOK_AT_THE_FILE(
            Scope.COPY,
            "A chunk of a file that was replaced is not copied; the table is planned again.",
            "A rewrite moves rows between the parts of the file, and no trigger tells."),
    JOURNAL_WITH_THE_CHUNK(
            Scope.ROUNDS,
            "A chunk's journal row is committed with its rows.",
            "A crash between the two leaves rows that nobody knows of."),
    LOG_STAYS_DURING_THE_COPY(
            Scope.COPY,
            "No round runs, and no log row goes, before every chunk is copied.",
            "A chunk that is in flight holds what was true when it was read; the round has brought the key meanwhile."),
    WORK_BY_VISIBILITY(
            Scope.ROUNDS,
            "A round's work is what its snapshot sees and the last one did not, not what has a higher number.",
            "Numbers and times are handed out before the commit: a transaction with a lower number commits later."),
    ROWS_OF_THE_SNAPSHOT(
            Scope.ROUNDS,
            "A round reads the rows as of the snapshot that found their keys.",
            "The target would hold parts of transactions that the round does not carry as a whole: no state that the"
                    + " source ever had."),
    ROUNDS_LOOK_AT_THE_FILE(
            Scope.TRUNCATION,
            "A round whose snapshot is older than the table's file takes another one.",
            "An older snapshot finds a truncated table empty: the round would delete rows that exist at its snapshot."),
    WATERMARK_NOT_BEFORE_THE_DATA(
            Scope.ROUNDS,
            "The watermark is committed with the last of its round's data, never before.",
            "A crash in between, and the next round goes on behind what was never written. The other way round is"
                    + " harmless, and is what a large round does."),
    ACKNOWLEDGE_AFTER_THE_COMMIT(
            Scope.ROUNDS,
            "The log is emptied of what the target has committed, never of what it is about to.",
            "A crash in between, and nobody knows of the keys any more."),
    EMPTY_WHAT_IS_APPLIED(
            Scope.ROUNDS,
            "A segment is emptied only when the target's watermark sees each of its rows.",
            "Rows go on coming while a round is carried; it does not bring those."),
    EMPTY_WITHOUT_WRITERS(
            Scope.ROUNDS,
            "A segment is emptied only while no open transaction has written to it.",
            "No look at the rows can see those that are not committed; only the lock tells."),
    FENCE_BEFORE_ROUNDS(
            Scope.ROUNDS,
            "A new lead shuts out the commits of the former one before its first round.",
            "A commit that was on its way when the former lead was lost writes an older row over a newer one.");

    private final Scope shownIn;
    private final String sentence;
    private final String reason;

    Rule(Scope shownIn, String sentence, String reason) {
        this.shownIn = shownIn;
        this.sentence = sentence;
        this.reason = reason;
    }

    /** A scope in which breaking the rule does harm. */
    Scope shownIn() {
        return shownIn;
    }

    String sentence() {
        return sentence;
    }

    String reason() {
        return reason;
    }
}
