package io.pgreplicator.model.cutover;

/** A rule of the design that the model follows, or breaks when it is told to. */
enum Rule {
    CLOSING_WAITS(
            Scope.GATE,
            "A transaction that writes holds the gate until it ends, and the gate is closed once nobody holds it.",
            "What it commits behind the closed gate is in no round."),
    NUMBER_BEHIND_THE_GATE(
            Scope.GATE,
            "A writer reads the number once it holds the gate, never before.",
            "It waits with what it has read while the switch happens."),
    ARMING_WAITS(
            Scope.GATE,
            "After arming, a cutover waits for every transaction that has written.",
            "Those that wrote before do not hold the gate."),
    ARMING_WAITS_FOR_TRUNCATE(
            Scope.GATE,
            "It waits for those as well that have only truncated: T3 here.",
            "TRUNCATE takes a lock of its own, ACCESS EXCLUSIVE, and not the one of writers."),
    SNAPSHOT_AFTER_CLOSING(
            Scope.GATE,
            "The round that finds nothing takes its snapshot after the gate is closed.",
            "What is committed between the snapshot and the closing is in no round."),
    EVERYTHING_BEFORE_THE_SWITCH(
            Scope.GATE,
            "The number moves only when the target has everything.",
            "What was not carried is missing on the side that is opened."),
    TARGET_CLOSED_FIRST(
            Scope.GATE,
            "The target's gate is closed in the transaction that creates it, before any trigger is visible.",
            "It is open until then, and so is the source."),
    APPLIER_BY_ITS_TRANSACTION(
            Scope.GATE,
            "An applier passes the target's gate by the number of its own transaction.",
            "A setting outlives its transaction on a pooled connection: an application's write passes as an applier's, and is not"
                    + " logged."),
    ACKNOWLEDGED_COMMIT(
            Scope.SERVERS,
            "The target is opened on the acknowledged COMMIT of the switch, not when the number is set.",
            "A sequence shows at once what no commit has put on disk."),
    FLUSH_BEFORE_ACTING(
            Scope.SERVERS,
            "Who finds that a switch has happened commits once more before the target is opened.",
            "What is read may not be on disk; the server crashes, and its gate is open again."),
    OUTCOME_IS_ASKED(
            Scope.SERVERS,
            "When the answer to the switch is lost, the gate is asked.",
            "It may have happened. Who tries again moves the number by three once more, to an even one."),
    THIRD_LOCK(
            Scope.SERVERS,
            "Who asks for the outcome, or disarms, waits for a third lock, which the closed gate holds.",
            "The transaction that is believed to be gone may still switch."),
    LATE_COMMITS_ARE_AWAITED(
            Scope.SERVERS,
            "The next round, and the opening, wait for transactions whose connection was lost.",
            "They write old rows over those of applications."),
    SUCCESSOR_FINISHES(
            Scope.SERVERS, "Whoever leads next ends a switch that was begun.", "Nobody could write any more."),
    ROUNDS_HOLD_THE_EPOCH(
            Scope.LEADERS,
            "Each transaction on the target holds the leader's epoch.",
            "A leader that sleeps with a round in its hands wakes after the switch."),
    LEADS_WITH_THE_GATE(
            Scope.LEADERS,
            "Who has taken the gate for a cutover looks whether it still leads.",
            "A former leader switches and may not open the target; the present one does not know of it."),
    MOVE_HOLDS_THE_GATES_EPOCH(
            Scope.LEADERS,
            "Only who has raised the epoch of the gate last moves its number.",
            "Another leader has disarmed it meanwhile, and transactions pass that do not hold it."),
    DISARMING_HOLDS_THE_GATES_EPOCH(
            Scope.LEADERS,
            "Only who has raised it last disarms the gate.",
            "A former leader disarms what the present one has armed, and transactions pass that do not hold it."),
    NUMBERS_ONLY_RISE(
            Scope.WAY_BACK,
            "A number only goes up.",
            "Who sleeps before the opening, or repeats it, wakes after the return, and opens the target again."),
    SUCCESSOR_REPEATS_THE_PROOF(
            Scope.FAILOVER,
            "Who ends a switch that another one has begun repeats rounds until one finds nothing.",
            "The target may have lost what it had when the number moved."),
    ONE_SERVER(
            Scope.FAILOVER,
            "What a leader knows of the target holds for the server on which its leadership began.",
            "The same, when it is the leader itself that goes on.");

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
