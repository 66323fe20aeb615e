package io.pgreplicator.it.shapes;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.VerifyOptions;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.DatabaseDiff;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.DiffOptions;
import io.pgreplicator.it.Leftovers;
import io.pgreplicator.it.SmallSteps;
import io.pgreplicator.telemetry.CheckReport;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.Finding.Level;
import io.pgreplicator.telemetry.SchemaReport;
import io.pgreplicator.telemetry.VerifyReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** One database on its way: the commands in their order, and literally what their messages say. Confined to one thread. */
final class Move {
    private static final int ROWS = 15;
    private static final int PATIENCE = 6;

    private final Shape shape;
    private final DatabasePair pair;
    private final Named named = new Named();
    private final List<Cure> cures = new ArrayList<>();
    private final Set<Cure> later = new LinkedHashSet<>();
    private int commands;
    private int commandsToFollow;
    private int curesToFollow;

    /** A command; what it refuses is thrown, with its cure. */
    private interface Command {
        void run() throws SQLException, InterruptedException;
    }

    private Move(Shape shape, DatabasePair pair) {
        this.shape = shape;
        this.pair = pair;
    }

    /** Moves what the source of this pair has; blocks. Throws where the product refuses and tells nothing that helps. */
    static Result of(Shape shape, DatabasePair pair) throws SQLException, InterruptedException {
        long begin = System.nanoTime();
        var move = new Move(shape, pair);
        VerifyReport report;
        List<String> empty;
        try (Connection owner = pair.connectSource();
                Replicator replicator = Replicator.open(SmallSteps.config(pair).build())) {
            var rows = new SeededRows(owner, shape.name().hashCode());
            empty = rows.fill(ROWS);
            move.follow(replicator, rows);
            move.deploy(replicator, rows);
            report = move.end(replicator);
        }
        return move.result(report, empty, (System.nanoTime() - begin) / 1e9);
    }

    private void follow(Replicator replicator, SeededRows rows) throws SQLException, InterruptedException {
        command(() -> schema(replicator));
        command(() -> check(replicator));
        command(() -> {
            try (Replication replication = replicator.start()) {
                rows.write();
                replication.awaitCopied();
                execute(pair.connectSource(), shape.sql("following"));
                rows.write();
                replication.awaitCaughtUp();
            }
        });
        commandsToFollow = commands;
        curesToFollow = cures.size();
    }

    /** What the application's next version changes, while it is followed; then what the product tells to do. */
    private void deploy(Replicator replicator, SeededRows rows) throws SQLException, InterruptedException {
        if (shape.sections("deploy").findAny().isEmpty()) {
            return;
        }
        try (Replication replication = replicator.start()) {
            replication.awaitCaughtUp();
            execute(pair.connectSource(), shape.sql("deploy"));
            rows.write();
            if (shape.sections("deploy").anyMatch(section -> section.words().contains("stops"))) {
                replication.await();
            }
            replication.awaitCaughtUp();
        } catch (ReplicatorException stopped) {
            apply(Cure.of(stopped.getMessage() + "\n" + stopped.cure()));
        }
        command(() -> schema(replicator));
        command(() -> check(replicator));
    }

    private VerifyReport end(Replicator replicator) throws SQLException, InterruptedException {
        command(() -> {
            try (Replication replication = replicator.start().endWhenCaughtUp()) {
                replication.await();
            }
        });
        List<Cure> left = List.copyOf(later);
        left.forEach(this::apply);
        VerifyReport report = replicator.verify(VerifyOptions.defaults().withLoad(1));
        report.objects().forEach(difference -> named.add(difference.toString()));
        replicator.uninstall();
        return report;
    }

    private void schema(Replicator replicator) {
        SchemaReport report = replicator.createSchema();
        report.leftOut().forEach(named::add);
        report.notCompared().forEach(named::add);
        for (SchemaReport.Difference difference : report.differences()) {
            named.add(difference.toString());
            apply(Cure.of(difference.cure()).stream()
                    .filter(cure -> later.stream().noneMatch(cure::isSame))
                    .toList());
        }
    }

    private void check(Replicator replicator) {
        CheckReport report = replicator.check();
        report.findings().stream()
                .filter(finding -> finding.level() != Level.PASS)
                .forEach(finding -> named.add(finding.subject() + ": " + finding.message()));
        List<Finding> failures = report.failures();
        if (!failures.isEmpty()) {
            throw new ReplicatorException(
                    ErrorCode.PREFLIGHT_FAILED,
                    failures.stream().map(Finding::toString).collect(Collectors.joining("\n")),
                    failures.stream().map(Finding::cure).collect(Collectors.joining("\n")));
        }
    }

    /** Runs it, does what it tells, and runs it again, until it passes. */
    private void command(Command command) throws SQLException, InterruptedException {
        for (int i = 0; ; i++) {
            commands++;
            try {
                command.run();
                return;
            } catch (ReplicatorException refusal) {
                List<Cure> told = Cure.of(refusal.cure());
                if (told.isEmpty() || i == PATIENCE) {
                    throw refusal;
                }
                apply(told);
            }
        }
    }

    private void apply(List<Cure> told) {
        for (Cure cure : told) {
            if (cure.later()) {
                later.add(cure);
            } else {
                apply(cure);
            }
        }
    }

    private void apply(Cure cure) {
        cures.add(cure);
        try {
            execute(connect(cure), cure.statement());
        } catch (SQLException e) {
            throw new AssertionError("What the product told to do cannot be done: " + cure, e);
        }
    }

    private Connection connect(Cure cure) throws SQLException {
        return switch (cure.place()) {
            case SOURCE -> cure.administrator() ? pair.sourceSuperuser() : pair.connectSource();
            case TARGET -> cure.administrator() ? pair.targetSuperuser() : pair.connectTarget();
        };
    }

    private Result result(VerifyReport report, List<String> empty, double seconds) throws SQLException {
        int newest = Math.max(pair.source().major(), pair.target().major());
        Dump source = Dump.of(pair.source().superuserUri(pair.sourceDatabase()), newest);
        Dump target = Dump.of(pair.target().superuserUri(pair.targetDatabase()), newest);
        List<Dump.Difference> differences = source.differences(target);
        List<Dump.Difference> unnamed = named.unnamed(differences);
        return new Result(
                report.tables().size(),
                empty,
                report.tables().stream()
                        .mapToLong(VerifyReport.Table::sourceRows)
                        .sum(),
                commandsToFollow,
                cures.subList(0, curesToFollow),
                cures.subList(curesToFollow, cures.size()),
                different(report),
                differences.stream()
                        .filter(difference -> !unnamed.contains(difference))
                        .toList(),
                unnamed,
                seconds);
    }

    /** By the product's own comparison and by another one; and what is left of it. */
    private List<String> different(VerifyReport report) throws SQLException {
        try (Connection source = pair.sourceSuperuser();
                Connection target = pair.targetSuperuser()) {
            var different = new ArrayList<>(DatabaseDiff.compare(
                            source, target, DiffOptions.replicated().withoutCatalog())
                    .differences());
            if (!report.isRowsEqual()) {
                different.add(report.toString());
            }
            different.addAll(Leftovers.find(source));
            different.addAll(Leftovers.find(target));
            return different;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
