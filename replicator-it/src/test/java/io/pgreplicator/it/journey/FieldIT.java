package io.pgreplicator.it.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.Replication;
import io.pgreplicator.Replicator;
import io.pgreplicator.config.VerifyOptions;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.Leftovers;
import io.pgreplicator.it.Section;
import io.pgreplicator.it.SmallSteps;
import io.pgreplicator.it.Today;
import io.pgreplicator.telemetry.CheckReport;
import io.pgreplicator.telemetry.SchemaReport;
import io.pgreplicator.telemetry.VerifyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What people have met, moved as they would: by the commands in their order, and by doing literally what each message says. The form of
 * the cases is described beside them, in resources/field/README.md.
 */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class FieldIT {
    private static final Pattern STATEMENTS = Pattern.compile("(?<=;)\\s*\n");
    private static final Path CASES = Path.of("src/test/resources/field");

    /** A case under way. */
    private record Move(DatabasePair pair, Replicator replicator, List<Section> sections) {}

    /** A command; what it refuses is thrown, with its cure. */
    private interface Command {
        void run() throws SQLException, InterruptedException;
    }

    /** A build takes a sixth of them, another one the next day, or those that {@code -Dfield.cases} matches. */
    static Stream<String> cases() throws IOException {
        String wanted = System.getProperty("field.cases", "");
        try (Stream<Path> files = Files.list(CASES)) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".sql") && (wanted.isEmpty() || name.matches(wanted)))
                    .sorted(Comparator.naturalOrder())
                    .toList();
            return (wanted.isEmpty() ? Today.choose(names, 6) : names).stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void arrivesAsItWas(String name) throws IOException, SQLException, InterruptedException {
        List<Section> sections = Section.read(CASES.resolve(name));
        List<Integer> versions = sections.stream()
                .filter(section -> section.name().equals("versions"))
                .findFirst()
                .map(section ->
                        section.words().stream().skip(1).map(Integer::valueOf).toList())
                .orElse(List.of(15, 16));
        try (DatabasePair pair = DatabasePair.create(versions.get(0), versions.get(1))) {
            for (Section section : sections) {
                make(pair, section);
            }
            try (Replicator replicator = Replicator.open(SmallSteps.config(pair).build(), event -> {})) {
                move(new Move(pair, replicator, sections));
            }
            try (Connection source = pair.sourceSuperuser();
                    Connection target = pair.targetSuperuser()) {
                assertThat(contents(target)).isEqualTo(contents(source));
                for (Section section : sections) {
                    if (section.name().equals("same")) {
                        assertThat(lastAnswer(target, section.sql())).isEqualTo(lastAnswer(source, section.sql()));
                    }
                }
                assertThat(Leftovers.find(source)).isEmpty();
                assertThat(Leftovers.find(target)).isEmpty();
            }
            for (Section section : sections) {
                if (section.name().equals("after")) {
                    execute(pair.connectTarget(), section.sql());
                }
            }
        }
    }

    private static void make(DatabasePair pair, Section section) throws SQLException {
        switch (section.name()) {
            case "source-super" -> execute(pair.sourceSuperuser(), section.sql());
            case "target-super" -> execute(pair.targetSuperuser(), section.sql());
            case "source" -> execute(pair.connectSource(), section.sql());
            case "target" -> execute(pair.connectTarget(), section.sql());
            default ->
                assertThat(section.name()).isIn("versions", "following", "later", "cure", "differs", "same", "after");
        }
    }

    private static void move(Move move) throws SQLException, InterruptedException {
        Replicator replicator = move.replicator();
        command(
                move,
                "schema",
                () -> assertThat(named(replicator.createSchema())).isSubsetOf(differing(move)));
        command(move, "check", () -> refuseFailures(replicator.check()));
        command(move, "run", () -> {
            try (Replication replication = replicator.start()) {
                replication.awaitCopied();
                for (Section section : move.sections()) {
                    if (section.name().equals("following")) {
                        execute(move.pair().connectSource(), section.sql());
                        replication.awaitCaughtUp();
                    }
                }
                replication.awaitCaughtUp();
            }
            for (Section section : move.sections()) {
                if (section.name().equals("later")) {
                    execute(move.pair().connectSource(), section.sql());
                    assertThat(replicator.createSchema().created()).isTrue();
                }
            }
            try (Replication replication = replicator.start().endWhenCaughtUp()) {
                replication.await();
            }
        });
        VerifyReport report = replicator.verify(VerifyOptions.defaults().withLoad(1));
        assertThat(report.isRowsEqual()).as(report.toString()).isTrue();
        replicator.uninstall();
        SchemaReport definitions = replicator.createSchema();
        assertThat(definitions.created()).isFalse();
        assertThat(named(definitions)).containsExactlyElementsOf(differing(move));
    }

    /**
     * The stand-in of Heroku has a credential that the one of RDS lacks. The target's role is also on the source's server once another
     * test has made that one a target.
     */
    private static List<String> named(SchemaReport report) {
        return report.differences().stream()
                .filter(difference -> !difference.object().equals("role heroku_reporter")
                        && !difference.object().endsWith(" to rds_master"))
                .map(SchemaReport.Difference::toString)
                .toList();
    }

    private static List<String> differing(Move move) {
        return move.sections().stream()
                .filter(section -> section.name().equals("differs"))
                .flatMap(section -> section.sql().strip().lines())
                .map(line -> line.replace("<database>", move.pair().targetDatabase()))
                .toList();
    }

    /** Runs it; where the case names a cure for it, it must refuse with that cure, which is done as it stands. */
    private static void command(Move move, String name, Command command) throws SQLException, InterruptedException {
        List<Section> cures = move.sections().stream()
                .filter(section ->
                        section.name().equals("cure") && section.words().get(1).equals(name))
                .toList();
        if (!cures.isEmpty()) {
            ReplicatorException refusal = refusal(command);
            for (Section cure : cures) {
                String place = cure.words().get(2);
                for (String statement :
                        STATEMENTS.splitAsStream(cure.sql().strip()).toList()) {
                    assertThat(refusal.cure())
                            .contains("On the " + place.replace("-super", ", as an administrator") + ": ")
                            .contains(statement.strip());
                    make(move.pair(), new Section(List.of(place), statement));
                }
            }
        }
        command.run();
    }

    private static ReplicatorException refusal(Command command) throws SQLException, InterruptedException {
        try {
            command.run();
        } catch (ReplicatorException e) {
            return e;
        }
        throw new AssertionError("nothing was refused, and there is a cure");
    }

    private static void refuseFailures(CheckReport report) {
        List<String> cures = report.failures().stream()
                .map(finding -> finding.subject() + ": " + finding.message() + "\n" + finding.cure())
                .toList();
        if (!cures.isEmpty()) {
            throw new ReplicatorException(
                    ErrorCode.PREFLIGHT_FAILED,
                    "the check fails:\n" + String.join("\n", cures),
                    String.join("\n", cures));
        }
    }

    /** Every user table that has any, with its rows as text, in the order of that text, read as its application reads it. */
    private static Map<String, List<String>> contents(Connection connection) throws SQLException {
        var contents = new TreeMap<String, List<String>>();
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "SET search_path = public, heroku_ext; SET IntervalStyle = postgres; SET bytea_output = hex; SET DateStyle = ISO;"
                            + " SET extra_float_digits = 3; SET TimeZone = UTC; SET enable_indexscan = off; SET enable_bitmapscan = off");
            for (String table : texts(
                    statement,
                    "SELECT c.oid::regclass FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.relkind = 'r'"
                            + " AND n.nspname NOT IN ('pg_catalog', 'information_schema')")) {
                List<String> rows = texts(
                        statement,
                        "SELECT whole_row::text FROM " + table
                                + " AS whole_row ORDER BY whole_row::text COLLATE \"C\"");
                if (!rows.isEmpty()) {
                    contents.put(table, rows);
                }
            }
        }
        // an empty table that only one side has is among the differences of the definitions
        contents.values().removeIf(List::isEmpty);
        return contents;
    }

    /** Of a query that other statements may precede. */
    private static String lastAnswer(Connection connection, String sql) throws SQLException {
        List<String> statements = STATEMENTS.splitAsStream(sql.strip()).toList();
        try (Statement statement = connection.createStatement()) {
            for (String one : statements.subList(0, statements.size() - 1)) {
                statement.execute(one);
            }
            return String.join("\n", texts(statement, statements.get(statements.size() - 1)));
        }
    }

    private static List<String> texts(Statement statement, String query) throws SQLException {
        var texts = new ArrayList<String>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
