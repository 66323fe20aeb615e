package io.pgreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.SchemaOptions;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.schema.SchemaCopy;
import io.pgreplicator.telemetry.SchemaReport;
import io.pgreplicator.telemetry.SchemaReport.ObjectDifference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nothing that a database can hold is left out without a line. The classes of objects, with an object of each, are in
 * resources/objects/classes.sql.
 */
@Execution(ExecutionMode.CONCURRENT)
class ObjectClassesIT {
    private static final Pattern HEAD = Pattern.compile("(?m)^-- @");
    private static final Pattern BLANK = Pattern.compile(" ");
    private static final Pattern LINE = Pattern.compile("\n");
    private static final Pattern SINCE = Pattern.compile(" since (\\d+)");
    private static final Pattern CATALOGS = Pattern.compile(" in (.*)$");

    /** Databases with subscriptions cannot be dropped. */
    private static final String UNSUBSCRIBE =
            "DO $$BEGIN IF EXISTS (SELECT FROM pg_subscription AS s JOIN pg_database AS d"
                    + " ON d.oid = s.subdbid WHERE datname = current_database()) THEN ALTER SUBSCRIPTION arriving DISABLE;"
                    + " ALTER SUBSCRIPTION arriving SET (slot_name = NONE); DROP SUBSCRIPTION arriving; END IF; END$$";

    /** A class of objects: its words, and the statements that make an object of it. */
    private record ObjectClass(String name, String words, String sql) {
        boolean isMade(int major) {
            Matcher since = SINCE.matcher(words);
            return (!since.find() || Integer.parseInt(since.group(1)) <= major)
                    && sql.lines().anyMatch(line -> !line.isBlank() && !line.startsWith("--"));
        }

        boolean is(String word) {
            return BLANK.splitAsStream(words).anyMatch(word::equals);
        }

        Stream<String> catalogs() {
            Matcher catalogs = CATALOGS.matcher(words);
            assertThat(catalogs.find()).as(words).isTrue();
            return BLANK.splitAsStream(catalogs.group(1));
        }
    }

    static List<Integer> majors() {
        return PostgresServers.majors();
    }

    /** So many days take all pairs of servers, at a build a day. */
    static List<Arguments> compared() {
        return Today.choose(
                List.of(
                        arguments(13, 13),
                        arguments(14, 14),
                        arguments(15, 15),
                        arguments(16, 16),
                        arguments(17, 17),
                        arguments(18, 18),
                        arguments(13, 18)),
                7);
    }

    static List<Arguments> carried() {
        return Today.choose(List.of(arguments(13, 14), arguments(14, 18), arguments(15, 15), arguments(15, 17)), 4);
    }

    @Test
    void theDocumentSaysWhatBecomesOfEach() throws IOException {
        String document = Files.readString(Path.of("../docs/objects.md"));
        for (ObjectClass one : classes()) {
            String row = document.lines()
                    .filter(line -> line.startsWith("| " + one.name.replace('-', ' ') + " |"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(one.name));
            assertThat(row)
                    .contains(one.catalogs().map(catalog -> "`" + catalog + "`").collect(Collectors.joining(", ")));
            assertThat(row.contains("carries it")).as(one.name).isEqualTo(one.is("carried"));
            assertThat(row.contains("| named")).as(one.name).isEqualTo(one.is("named"));
            assertThat(row.contains("with the statement")).as(one.name).isEqualTo(one.is("cured"));
        }
    }

    /** A catalog that a new major adds is red here until somebody has decided what becomes of what it keeps. */
    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("majors")
    void everyCatalogKeepsAKnownClass(int major) throws SQLException, IOException {
        Set<String> known =
                classes().stream().flatMap(ObjectClass::catalogs).collect(Collectors.toCollection(TreeSet::new));
        try (DatabasePair pair = DatabasePair.create(major, major);
                Connection source = pair.sourceSuperuser();
                Statement statement = source.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'pg_catalog'::regnamespace")) {
            var catalogs = new TreeSet<String>();
            while (rows.next()) {
                catalogs.add(rows.getString(1));
            }
            assertThat(known).containsAll(catalogs);
        }
    }

    /** An object of each class is named while one side alone has it, and not once both have it. */
    @ParameterizedTest
    @MethodSource("compared")
    void comparesAnObjectOfEachClass(int from, int to) throws SQLException, IOException {
        var unnamed = new ArrayList<String>();
        try (DatabasePair pair = DatabasePair.create(from, to);
                Sides sides = new Sides(pair)) {
            // what everybody may do in the schema public depends on the version
            List<ObjectDifference> before = sides.differences();
            for (ObjectClass one : classes()) {
                if (one.isMade(from)) {
                    makeOnSource(pair, one);
                    if (sides.differences().equals(before)) {
                        unnamed.add(one.name);
                    }
                    makeOnTarget(pair, one);
                    assertThat(sides.differences()).as(one.name).isEqualTo(before);
                }
            }
        }
        assertThat(unnamed).isEmpty();
    }

    /** What is carried equals; what is named is brought by the printed statements, or is made there as it was on the source. */
    @ParameterizedTest
    @MethodSource("carried")
    void carriesOrNamesAnObjectOfEachClass(int from, int to) throws SQLException, IOException {
        try (DatabasePair pair = DatabasePair.create(from, to);
                Sides sides = new Sides(pair)) {
            for (ObjectClass one : classes()) {
                if (one.isMade(from)) {
                    makeOnSource(pair, one);
                }
            }
            SchemaReport report = SchemaCopy.run(
                    sides.source,
                    sides.target,
                    config(pair),
                    SchemaOptions.defaults(),
                    event -> {},
                    (a, b, tables) -> {});
            assertThat(report.created()).isTrue();
            assertThat(report.toString()).doesNotContain("hush").doesNotContain("no one");
            assertThat(report.leftOut()).anyMatch(line -> line.startsWith("language ours, which "));
            cure(pair, sides);
            for (ObjectClass one : classes()) {
                if (one.is("named") && !one.is("cured") && one.isMade(from)) {
                    makeOnTarget(pair, one);
                }
            }
            cure(pair, sides);
            assertThat(sides.differences()).isEmpty();
        }
    }

    /** Does what is printed, as it stands, until nothing more is. */
    private static void cure(DatabasePair pair, Sides sides) throws SQLException {
        var done = new TreeSet<String>();
        boolean more = true;
        while (more) {
            List<String> cures = sides.differences().stream()
                    .map(one -> one.difference().cure())
                    .filter(cure -> !cure.isEmpty() && !done.contains(cure))
                    .toList();
            for (String cure : cures) {
                execute(pair.targetSuperuser(), cure);
            }
            more = done.addAll(cures);
        }
    }

    /** Both databases, and the sessions that compare them. */
    private static final class Sides implements AutoCloseable {
        private final DatabasePair pair;
        private final Database source;
        private final Database target;
        private final Session from;
        private final Session to;

        Sides(DatabasePair pair) {
            this.pair = pair;
            ReplicatorConfig config = config(pair);
            this.source = new Database(Side.SOURCE, config.source(), config.sessions());
            this.target = new Database(Side.TARGET, config.target(), config.sessions());
            this.from = source.open(Role.CONTROL);
            this.to = target.open(Role.CONTROL);
        }

        List<ObjectDifference> differences() {
            var all = new ArrayList<>(SchemaCopy.differences(from, to, TableFilter.all()));
            all.addAll(SchemaCopy.privileges(from, to, TableFilter.all()));
            // the stand-in of Heroku has a credential that the one of RDS lacks
            all.removeIf(one -> one.wordingOnly() || one.name().equals("heroku_reporter"));
            return all;
        }

        @Override
        public void close() throws SQLException {
            from.close();
            to.close();
            source.close();
            target.close();
            execute(pair.sourceSuperuser(), UNSUBSCRIBE);
            execute(pair.targetSuperuser(), UNSUBSCRIBE);
        }
    }

    private static void makeOnSource(DatabasePair pair, ObjectClass one) throws SQLException {
        execute(one.is("super") ? pair.sourceSuperuser() : pair.connectSource(), one.sql);
    }

    private static void makeOnTarget(DatabasePair pair, ObjectClass one) throws SQLException {
        execute(
                one.is("super") ? pair.targetSuperuser() : pair.connectTarget(),
                one.sql.replace("heroku_app", "rds_master"));
    }

    private static ReplicatorConfig config(DatabasePair pair) {
        return ReplicatorConfig.builder()
                .source(pair.sourceUri())
                .target(pair.targetUri())
                .build();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<ObjectClass> classes() throws IOException {
        return HEAD.splitAsStream(Files.readString(Path.of("src/test/resources/objects/classes.sql")))
                .skip(1)
                .map(part -> LINE.split(part, 2))
                .map(part -> new ObjectClass(BLANK.split(part[0], 2)[0], part[0], part[1]))
                .toList();
    }
}
