package io.pgreplicator.it;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One comparison of two databases from catalog to rows. Confined to one thread. */
final class Comparison {

    private static final Relation NONE = new Relation(0, "", "", "", List.of(), List.of());

    private final DiffSide source;
    private final DiffSide target;
    private final DiffOptions options;
    private final List<String> differences = new ArrayList<>();

    Comparison(DiffSide source, DiffSide target, DiffOptions options) {
        this.source = source;
        this.target = target;
        this.options = options;
    }

    DatabaseDiff run() throws SQLException {
        if (options.catalog()) {
            compareDefinitions(source.catalog(), target.catalog());
        }
        if (options.sequencePositions() != SequencePositions.ANYWHERE) {
            comparePositions(source.standings(), target.standings());
        }
        Map<String, List<String>> tables = sharedColumns();
        long rows = compareRows(tables);
        return new DatabaseDiff(differences, tables.size(), rows);
    }

    private void compareDefinitions(Map<String, String> sourceSide, Map<String, String> targetSide) {
        TreeSet<String> names = new TreeSet<>(sourceSide.keySet());
        names.addAll(targetSide.keySet());
        for (String name : names) {
            String onSource = sourceSide.get(name);
            String onTarget = targetSide.get(name);
            if (onSource == null) {
                differences.add(name + ": extra on the target: " + onTarget);
            } else if (onTarget == null) {
                differences.add(name + ": missing on the target: " + onSource);
            } else if (!onSource.equals(onTarget)) {
                differences.add(name + ": source has " + onSource + ", target has " + onTarget);
            }
        }
    }

    /** One that only the target has is told where definitions are compared. */
    private void comparePositions(Map<String, Standing> sourceSide, Map<String, Standing> targetSide) {
        sourceSide.forEach((name, onSource) -> {
            Standing onTarget = targetSide.get(name);
            String difference =
                    "position of sequence " + name + ": source has " + onSource + ", target has " + onTarget;
            if (onTarget == null) {
                differences.add(difference);
            } else if (options.sequencePositions() == SequencePositions.EQUAL) {
                if (!onTarget.toString().equals(onSource.toString())) {
                    differences.add(difference);
                }
            } else if (onTarget.isBehind(onSource)) {
                differences.add(difference + ", which is behind");
            } else if (onTarget.aheadOf(onSource).compareTo(onSource.mostAhead()) > 0) {
                differences.add(difference + ", which is more than " + onSource.mostAhead() + " ahead");
            }
        });
    }

    /** The columns that both sides have, for each table with rows; the others were reported with the catalog. */
    private Map<String, List<String>> sharedColumns() {
        Map<String, List<String>> shared = new LinkedHashMap<>();
        source.relations().forEach((name, onSource) -> {
            Relation onTarget = target.relations().get(name);
            if (onTarget != null && onSource.hasRows() && onTarget.hasRows()) {
                shared.put(
                        name,
                        onSource.columns().stream()
                                .filter(onTarget.columns()::contains)
                                .toList());
            }
        });
        return shared;
    }

    private long compareRows(Map<String, List<String>> tables) throws SQLException {
        ExecutorService other = Executors.newSingleThreadExecutor(work -> new Thread(work, "diff-target"));
        try {
            Future<Map<String, DiffSide.Digest>> targetDigests = other.submit(onTarget(tables));
            Map<String, DiffSide.Digest> sourceDigests = source.digests(tables);
            return compareDigests(tables, sourceDigests, result(targetDigests));
        } finally {
            other.shutdownNow();
        }
    }

    private Callable<Map<String, DiffSide.Digest>> onTarget(Map<String, List<String>> tables) {
        return () -> target.digests(tables);
    }

    private long compareDigests(
            Map<String, List<String>> tables,
            Map<String, DiffSide.Digest> sourceSide,
            Map<String, DiffSide.Digest> targetSide)
            throws SQLException {
        long rows = 0;
        for (Map.Entry<String, DiffSide.Digest> digest : sourceSide.entrySet()) {
            String table = digest.getKey();
            rows += digest.getValue().rows();
            if (!digest.getValue().equals(targetSide.get(table))) {
                List<String> key = source.relations().getOrDefault(table, NONE).key();
                List<String> columns = tables.getOrDefault(table, List.of());
                differences.addAll(new RowDiff(
                                source.connection(),
                                target.connection(),
                                table,
                                columns,
                                columns.containsAll(key) ? key : List.of(),
                                options.samples())
                        .run());
            }
        }
        return rows;
    }

    private static <T> T result(Future<T> future) throws SQLException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new SQLException("The target cannot be read: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("Interrupted while comparing", e);
        }
    }
}
