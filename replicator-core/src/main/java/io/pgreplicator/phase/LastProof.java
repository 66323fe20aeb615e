package io.pgreplicator.phase;

import io.pgreplicator.control.VerificationRecord;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.NameList;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.round.RoundRunner;
import io.pgreplicator.telemetry.LastRowsCompared;
import io.pgreplicator.verify.LastRows;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that an attempt to switch has carried, compared on both sides while writers wait. What differs then ends the cutover, and is
 * remembered: the next one would no longer come across these rows. Confined to one thread.
 */
final class LastProof {
    private final LastRows rows;
    /** The tables that were carried last come first. */
    private final Deque<Integer> tables = new ArrayDeque<>();

    private @Nullable String since;
    private LastRowsCompared compared = LastRowsCompared.NONE;

    LastProof(LastRows rows) {
        this.rows = rows;
    }

    /** What was carried from that round on is compared, unless it has carried nothing. */
    void begin(RoundRunner.Result round) {
        if (round.keys() > 0) {
            tables.clear();
            since = round.since();
            add(round);
        }
    }

    /** One more round. */
    void add(RoundRunner.Result round) {
        tables.removeAll(round.tables());
        round.tables().forEach(tables::addFirst);
    }

    /** What the last attempt has compared. */
    LastRowsCompared compared() {
        return compared;
    }

    /**
     * Compares; throws {@link ErrorCode#CUTOVER_ROLLED_BACK} when a row differs.
     *
     * @param source as {@link LastRows#compare} needs it
     */
    void assertEqual(Session source, Session target) {
        LastRows.Found found = rows.compare(source, target, since, List.copyOf(tables));
        compared = found.compared();
        if (!found.different().isEmpty()) {
            var difference = new ReplicatorException(
                    ErrorCode.CUTOVER_ROLLED_BACK,
                    "Nothing was switched: of the " + compared.rows()
                            + " rows that were compared while writers waited, "
                            + found.different().size() + " differ on the two sides: "
                            + NameList.of(found.different()) + ".",
                    "Run 'replicator verify --repair': it compares all rows while writers go on, and brings what differs. Then run"
                            + " this command again.");
            remember(target, difference);
            throw difference;
        }
    }

    private void remember(Session target, ReplicatorException difference) {
        try {
            VerificationRecord.refute(target, compared.tables(), compared.rows());
        } catch (DatabaseException e) {
            difference.addSuppressed(e);
        }
    }
}
