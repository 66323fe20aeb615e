package io.pgreplicator.phase;

import io.pgreplicator.config.TableFilter;
import io.pgreplicator.control.RefusedRow;
import io.pgreplicator.control.RefusedRows;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.telemetry.ReplicationEvent.DefinitionsReject;
import io.pgreplicator.telemetry.SchemaReport.Admission;
import io.pgreplicator.telemetry.SchemaReport.ObjectDifference;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why the target rejects rows that the source has: names the definitions of the target that the source does not have, or has with another
 * meaning, with the statement that lets the rows in. Confined to one thread.
 */
final class Refusals {
    /** No rows are carried while definitions are compared: it rests so many times as long as that takes. */
    private static final int REST = 50;

    private final Ends ends;
    private final TableFilter filter;
    private final Work work;
    private String explained = "";
    private List<String> causes = List.of();
    private long nextNanos = System.nanoTime();

    Refusals(Ends ends, TableFilter filter, Work work) {
        this.ends = ends;
        this.filter = filter;
        this.work = work;
    }

    /** The failure of a run that was to apply every row; also tells what rejects the rows. */
    ReplicatorException failure() {
        List<RefusedRow> rows = work.call("reading the refused rows", () -> {
            try (Session session = ends.target().open(Role.CONTROL)) {
                return RefusedRows.all(session);
            }
        });
        String words = rows.stream()
                .map(row -> row.name().table() + ": " + row.reason())
                .distinct()
                .collect(Collectors.joining("\n"));
        if (!words.equals(explained) || System.nanoTime() - nextNanos >= 0) {
            long begin = System.nanoTime();
            tell(causes(ends, filter, words));
            explained = words;
            nextNanos = System.nanoTime() + REST * (System.nanoTime() - begin);
        }
        return with(RefusedRows.failure(rows), causes);
    }

    /** After a round that leaves no row refused. */
    void none() {
        tell(List.of());
        explained = "";
    }

    private void tell(List<String> found) {
        if (!found.equals(causes)) {
            causes = found;
            work.tell(new DefinitionsReject(found));
        }
    }

    /** The failure with what rejects the rows, where it is that too many were refused. */
    static ReplicatorException explained(Ends ends, TableFilter filter, ReplicatorException failure) {
        String words = String.valueOf(failure.getMessage());
        return failure.code() == ErrorCode.ROW_REFUSED && !words.contains("\n")
                ? with(failure, causes(ends, filter, words))
                : failure;
    }

    private static ReplicatorException with(ReplicatorException failure, List<String> causes) {
        return causes.isEmpty()
                ? failure
                : new ReplicatorException(
                        failure.code(),
                        failure.getMessage() + "\n" + String.join("\n", causes),
                        failure.cure(),
                        failure);
    }

    /** What the words of the target's server name; none where the catalogs cannot be read, which is no reason to hide the rows. */
    private static List<String> causes(Ends ends, TableFilter filter, String words) {
        try (Session from = ends.source().open(Role.CONTROL);
                Session to = ends.target().open(Role.CONTROL)) {
            return ObjectComparison.restricting(from, to, filter).stream()
                    .flatMap(one -> Stream.ofNullable(one.admission())
                            .filter(admission -> isNamed(one, admission, words))
                            .map(admission -> cause(one, admission)))
                    .toList();
        } catch (DatabaseException e) {
            return List.of();
        }
    }

    private static String cause(ObjectDifference one, Admission admission) {
        String what = one.difference().source() == null
                ? "The source has no " + one.difference().objectInLine()
                        + ", or not any more: rows that it does not allow wait for it."
                : "The source's " + one.difference().objectInLine()
                        + " allows other rows than the target's: they wait for it.";
        String then = admission.rest().isEmpty()
                ? ""
                : "\nOnce 'replicator run --until caught-up' has ended, on the target: " + admission.rest();
        return what + "\nOn the target: " + admission.statement() + then;
    }

    /** A server's message names the constraint, the index or the column, whatever its language. */
    private static boolean isNamed(ObjectDifference one, Admission admission, String words) {
        Pattern name = Pattern.compile("(?<![\\w$])" + Pattern.quote(admission.name()) + "(?![\\w$])");
        return words.lines()
                .filter(line ->
                        one.table() == null || line.contains(one.table() + ": ") || line.contains(one.table() + " ("))
                .anyMatch(line -> name.matcher(line).find());
    }
}
