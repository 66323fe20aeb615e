package io.pgreplicator.phase;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.catalog.Column;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.config.VerifyOptions;
import io.pgreplicator.control.VerificationRecord;
import io.pgreplicator.copy.CopyJournal;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.runtime.WorkerGroup;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.ComparisonReport;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.ReplicationEvent.TableVerified;
import io.pgreplicator.telemetry.ReplicationEvent.VerificationEnded;
import io.pgreplicator.telemetry.ReplicationEvent.VerificationStarted;
import io.pgreplicator.telemetry.TableComparison;
import io.pgreplicator.telemetry.VerifyReport;
import io.pgreplicator.telemetry.VerifyReport.NotCompared;
import io.pgreplicator.verify.TableVerifier;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares both sides of a migration while they live: rows, table by table on several threads; then definitions, privileges and
 * sequences. Needs no leadership and writes
 * nothing. One object for one verification.
 */
public final class Verification {
    private static final VerifyOptions AT_ONCE = VerifyOptions.defaults()
            .rowsOnly()
            .withStreams(1)
            .withLoad(1)
            .withMaxLag(Duration.ZERO)
            .withPatience(Duration.ZERO);

    private final Ends ends;
    private final VerifyOptions options;
    private final Work work;
    private final Queue<VerifyReport.Table> tables = new ConcurrentLinkedQueue<>();
    private final Queue<NotCompared> notCompared = new ConcurrentLinkedQueue<>();

    private Verification(Ends ends, VerifyOptions options, Work work) {
        this.ends = ends;
        this.options = options;
        this.work = work;
    }

    /** Definitions and privileges that differ now, as findings of the check; none of them stands in the way of a run. */
    public static List<Finding> definitions(Ends ends, TableFilter filter) {
        return ObjectComparison.findings(ends, filter);
    }

    /**
     * Compares the tables that both the filter and the options select. Blocks; an interrupt ends it with {@link ErrorCode#STOPPED}. Throws
     * when there is no migration, or one of the servers has lost transactions.
     */
    public static VerifyReport run(Ends ends, TableFilter filter, VerifyOptions options, Work work) {
        var start = new VerificationStarted();
        return work.act(
                start,
                () -> new Verification(ends, options, work).compare(filter),
                (report, ending) -> report == null
                        ? new VerificationEnded(start, 0, 0, 0, ending)
                        : new VerificationEnded(
                                start,
                                report.tables().size(),
                                VerificationRecord.rows(report),
                                unequal(report),
                                ending));
    }

    /**
     * Compares the rows of every captured table without waiting: a change that is not applied yet counts as a difference. A table that
     * was dropped or renamed on the source, or that cannot be compared, is not equal. Blocks as the other.
     */
    public static ComparisonReport atOnce(Ends ends, Work work) {
        VerifyReport report = run(ends, TableFilter.all(), AT_ONCE, work);
        Map<QualifiedName, VerifyReport.Table> compared =
                report.tables().stream().collect(Collectors.toMap(VerifyReport.Table::table, Function.identity()));
        Set<String> unequal = report.notCompared().stream()
                .filter(NotCompared::needed)
                .map(NotCompared::what)
                .collect(Collectors.toSet());
        return work.call("reading the captured tables", () -> {
            try (Session from = ends.source().open(Role.CONTROL);
                    Session to = ends.target().open(Role.VERIFY)) {
                return new ComparisonReport(CaptureSchema.tables(from).stream()
                        .map(CapturedTable::name)
                        .map(name -> comparison(name, compared.get(name), !unequal.contains(name.toString()), to))
                        .toList());
            }
        });
    }

    private static TableComparison comparison(
            QualifiedName name, VerifyReport.@Nullable Table table, boolean comparable, Session target) {
        return table == null
                ? new TableComparison(name, List.of(), 0, ComparableTables.rows(target, name), false)
                : new TableComparison(
                        name, table.columns(), table.sourceRows(), table.targetRows(), comparable && table.isEqual());
    }

    private static long unequal(VerifyReport report) {
        return report.tables().stream()
                .map(VerifyReport.Table::counts)
                .mapToLong(VerifyReport.Counts::unequal)
                .sum();
    }

    private VerifyReport compare(TableFilter selected) {
        long beganNanos = System.nanoTime();
        List<QualifiedName> dropped = work.call("looking for dropped tables", this::dropped);
        TableFilter filter = selected.without(dropped);
        var wanted = new TableFilter(List.of(), List.of(), options.tables(), List.of());
        dropped.stream()
                .filter(name -> selected.includes(name) && wanted.includes(name))
                .forEach(name -> notCompared.add(new NotCompared(name.toString(), NotCompared.DROPPED_THERE, true)));
        notCompared.addAll(
                work.call("looking for the tables", () -> UnknownNames.among(options.tables(), filter, ends.source())));
        if (options.rows()) {
            ComparableTables found = work.call(
                    "reading what is to be compared",
                    () -> ComparableTables.read(ends, name -> filter.includes(name) && wanted.includes(name)));
            notCompared.addAll(found.left());
            compareRows(found.pairs());
            work.run("looking at both sides", () -> ComparableTables.assertComparable(ends));
        }
        ObjectComparison objects = options.objects()
                ? ObjectComparison.of(
                        ends, filter, wanted::includes, options.tables().isEmpty(), options.patience(), work)
                : ObjectComparison.NONE;
        notCompared.addAll(objects.left());
        return new VerifyReport(
                tables.stream()
                        .sorted(Comparator.comparing(VerifyReport.Table::table))
                        .toList(),
                objects.objects(),
                objects.waiting(),
                objects.sequences(),
                notCompared.stream()
                        .sorted(Comparator.comparing(NotCompared::what))
                        .toList(),
                options.rows(),
                options.objects(),
                false,
                (System.nanoTime() - beganNanos) / 1e9);
    }

    /** What the side that changes go to has dropped, while it took writes. */
    private List<QualifiedName> dropped() {
        try (Session from = ends.source().open(Role.CONTROL)) {
            return CopyJournal.dropped(from);
        }
    }

    /** The largest first, so that no stream is left with it at the end. */
    private void compareRows(List<ComparableTables.Compared> found) {
        var queue = new ConcurrentLinkedQueue<ComparableTables.Compared>(found);
        var group = new WorkerGroup(work.stop());
        for (int i = 1; i <= Math.min(options.streams(), found.size()); i++) {
            group.start("verify-" + i, () -> compareNext(queue));
        }
        group.join();
    }

    private void compareNext(Queue<ComparableTables.Compared> queue) {
        var verifier = new TableVerifier(ends, options, work);
        for (ComparableTables.Compared table = queue.poll(); table != null && !work.isStopped(); table = queue.poll()) {
            compare(verifier, table);
        }
    }

    /** A table whose definition has changed meanwhile may have been read in two ways, or without a new column; row security may hide rows of another. */
    private void compare(TableVerifier verifier, ComparableTables.Compared table) {
        CapturedTable captured = table.pair().captured();
        VerifyReport.Table report = null;
        try {
            report = verifier.verify(table.pair());
        } catch (ReplicatorException e) {
            boolean unchanged = e.code() == ErrorCode.STOPPED || isUnchanged(captured);
            if (unchanged && !isOfTable(e)) {
                throw e;
            }
            if (unchanged) {
                notCompared.add(new NotCompared(
                        captured.name().toString(), "its rows cannot be read: " + e.getMessage(), true));
                return;
            }
        }
        if (report == null || !isUnchanged(captured)) {
            notCompared.add(
                    new NotCompared(captured.name().toString(), "its definition changed while it was compared", true));
        } else {
            add(table, report);
        }
    }

    /** Denied, or a statement that a retry does not help: other tables may be compared all the same. */
    private static boolean isOfTable(ReplicatorException failure) {
        return failure instanceof DatabaseException known
                && (SqlStates.isDenied(known.sqlState())
                        || (!known.isOfConnection()
                                && (known.code() == ErrorCode.SOURCE_FAILED
                                        || known.code() == ErrorCode.TARGET_FAILED)));
    }

    private void add(ComparableTables.Compared table, VerifyReport.Table report) {
        tables.add(report);
        work.tell(new TableVerified(report.table(), report.comparedRows(), report.counts()));
        table.problem()
                .ifPresent(problem ->
                        notCompared.add(new NotCompared(report.table().toString(), problem, true)));
        List<String> left = table.pair().source().carried().stream()
                .map(Column::name)
                .filter(column -> !report.columns().contains(column))
                .toList();
        if (!left.isEmpty()) {
            notCompared.add(new NotCompared(
                    report.table() + " (" + String.join(", ", left) + ")",
                    "the two servers print floating-point numbers inside such values in two ways",
                    false));
        }
    }

    private boolean isUnchanged(CapturedTable table) {
        return work.call("looking at the definition of " + table.name(), () -> {
            try (Session from = ends.source().open(Role.CONTROL)) {
                List<CapturedTable> present = CaptureSchema.tables(from, List.of(table.tableId()));
                return !present.isEmpty() && present.get(0).isSameAs(table);
            }
        });
    }
}
