package io.pgreplicator.verify;

import io.pgreplicator.capture.TablePair;
import io.pgreplicator.catalog.Leaf;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.config.VerifyOptions;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.telemetry.VerifyReport;
import io.pgreplicator.telemetry.VerifyReport.Kind;
import java.util.List;

/**
 * Compares the rows of a table on both sides while writers and rounds continue:
 *
 * <pre>
 *  RangePass    the next range of the key: rows and the sum of their hashes, on both sides at once
 *     |  unequal: the hash of each row
 *     v
 *  Suspect      a row that differs, or whose change was on the way
 *     |  Settling: looks at the target and the source in turn, one statement each
 *     v
 *  Tally        different, missing, extra, refused, pending, moving
 * </pre>
 *
 * Confined to one thread.
 */
public final class TableVerifier {
    private final Ends ends;
    private final VerifyOptions options;
    private final Work work;
    private final LagLimit limit;

    public TableVerifier(Ends ends, VerifyOptions options, Work work) {
        this.ends = ends;
        this.options = options;
        this.work = work;
        this.limit = new LagLimit(ends.target(), work, options.maxLag());
    }

    /**
     * Compares one table, whose columns must exist on both sides and which must be copied. Blocks until each row is equal or named;
     * failures that pass are retried, a row that changes again and again is looked at for as long as the options say.
     */
    public VerifyReport.Table verify(TablePair pair) {
        long beganNanos = System.nanoTime();
        String purpose = "comparing " + pair.captured().name();
        limit.await();
        ComparedTable table = work.call(purpose, () -> prepare(pair));
        var tally = new Tally(pair.captured().key());
        var settling = new Settling(ends, work, options.patience(), table, tally);
        var pass = new RangePass(ends, work, table, new Pace(work, options.load(), limit), settling, tally);
        boolean complete = pass.run();
        long repaired = options.repair() ? repair(table, settling.genuine(), tally) : 0;
        long unnamed = work.call(purpose, () -> rowsWithoutKey(table));
        tally.addUnnamed(Kind.EXTRA, unnamed);
        return new VerifyReport.Table(
                pair.captured().name(),
                table.hash().columns(),
                pass.sourceRows(),
                pass.targetRows() + unnamed,
                pass.sourceRows(),
                tally.counts(),
                repaired,
                complete,
                tally.named(),
                TableSummary.beside(table.source().summary(), table.target().summary()),
                (System.nanoTime() - beganNanos) / 1e9);
    }

    /** Marks the rows as changed, and looks at them again once a round has carried them; returns how many are equal now. */
    private long repair(ComparedTable table, List<List<String>> keys, Tally tally) {
        if (keys.isEmpty()) {
            return 0;
        }
        var marks = new KeyMarks(ends, work, table.pair());
        marks.mark(keys.stream().map(table.source().key()::readable).toList());
        marks.awaitCarried(options.patience());
        long before = tally.genuine();
        tally.forgetGenuine();
        long others = tally.counts().unequal();
        var again = new Settling(ends, work, options.patience(), table, tally);
        again.add(keys);
        again.finish();
        return Math.max(0, before - (tally.counts().unequal() - others));
    }

    private ComparedTable prepare(TablePair pair) {
        try (Session from = ends.source().open(Role.VERIFY);
                Session to = ends.target().open(Role.VERIFY)) {
            return ComparedTable.of(pair, Digest.of(from, to), storesOutOfLine(from, pair.source()), false, from, to);
        }
    }

    /** Whether the source has values of that table out of line. */
    static boolean storesOutOfLine(Session source, Table table) {
        List<String> leaves =
                table.leaves().stream().map(Leaf::oid).map(String::valueOf).toList();
        return source.doing("comparing " + table.name())
                        .queryLong(
                                "SELECT count(*) FROM pg_class AS c WHERE c.oid = ANY (?::oid[])"
                                        + " AND pg_relation_size(c.reltoastrelid) > 0",
                                leaves)
                > 0;
    }

    /** A null is in no range: where the target's key may be null, rows could be there that no range shows. */
    private long rowsWithoutKey(ComparedTable table) {
        boolean mayBeNull = table.pair().captured().key().stream()
                .map(table.pair().target()::column)
                .anyMatch(column -> !column.notNull());
        if (!mayBeNull) {
            return 0;
        }
        try (Session to = ends.target().open(Role.VERIFY)) {
            return table.target().rowsWithoutKey(to);
        }
    }
}
