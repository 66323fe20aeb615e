package io.pgreplicator.it.shapes;

import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.Section;
import io.pgreplicator.it.Subprocess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A database in the shape of an application's: a case of ours in sections, or a file of SQL as pg_dump or a framework writes it. Immutable.
 *
 * @param file where it is
 * @param sections the sections of a case; empty for a file that has none
 */
record Shape(Path file, List<Section> sections) {
    private static final Pattern EXTENSION = Pattern.compile("(?im)^\\s*CREATE EXTENSION[^;]*;");
    /** What a file says of owners, and of an extension that is there already. */
    private static final Pattern EXPECTED =
            Pattern.compile("must be owner of extension|must be member of role|extension \".*\" already exists");

    private static final Pattern SCHEMA = Pattern.compile("(?i)SCHEMA\\s+(\"?[\\w]+\"?)\\s*;");

    /** What the test kit lets another role do, which no application asks for. */
    private static final String OF_THE_KIT =
            "ALTER DEFAULT PRIVILEGES FOR ROLE heroku_app IN SCHEMA public REVOKE ALL ON TABLES FROM"
                    + " heroku_reporter; ALTER DEFAULT PRIVILEGES FOR ROLE heroku_app IN SCHEMA public REVOKE ALL ON SEQUENCES FROM"
                    + " heroku_reporter; REVOKE USAGE ON SCHEMA public FROM heroku_reporter";

    Shape {
        sections = List.copyOf(sections);
    }

    String name() {
        return String.valueOf(file.getFileName()).replaceAll("\\.sql$", "");
    }

    Stream<Section> sections(String name) {
        return sections.stream().filter(section -> section.name().equals(name));
    }

    /** The lines of all sections of that name. */
    List<String> lines(String name) {
        return sections(name)
                .flatMap(section -> section.sql().lines())
                .filter(line -> !line.isBlank())
                .toList();
    }

    /** The SQL of all sections of that name. */
    String sql(String name) {
        return sections(name).map(Section::sql).collect(Collectors.joining());
    }

    /** Makes the source's database, and what its target has beforehand; returns the statements of a file that failed. */
    List<String> create(DatabasePair pair) throws IOException, SQLException {
        execute(pair.sourceSuperuser(), OF_THE_KIT);
        if (sections.isEmpty()) {
            return load(pair);
        }
        execute(pair.sourceSuperuser(), sql("source-super"));
        execute(pair.targetSuperuser(), sql("target-super"));
        execute(pair.connectSource(), sql("source"));
        execute(pair.connectTarget(), sql("target"));
        return List.of();
    }

    /** As the owner; an extension that it may not create is created by the superuser before, as a provider does. */
    private List<String> load(DatabasePair pair) throws IOException, SQLException {
        for (String extension : EXTENSION
                .matcher(Files.readString(file))
                .results()
                .map(match -> match.group().strip())
                .toList()) {
            try {
                execute(pair.connectSource(), extension(extension));
            } catch (SQLException denied) {
                try {
                    execute(pair.sourceSuperuser(), extension(extension));
                } catch (SQLException absent) {
                    // psql says so once more
                }
            }
        }
        return Subprocess.run(List.of(
                        ClientProgram.path("psql", 1),
                        "-X",
                        "-q",
                        "-o",
                        "/dev/null",
                        "-d",
                        pair.sourceUri(),
                        "-f",
                        file.toString()))
                .output()
                .lines()
                .filter(line ->
                        line.contains("ERROR: ") && !EXPECTED.matcher(line).find())
                .map(line -> line.replaceAll("^psql:", ""))
                .toList();
    }

    /** The statement, and before it the schema that it names. */
    private static String extension(String statement) {
        String text = statement.replaceAll("(?i)EXTENSION (?!IF)", "EXTENSION IF NOT EXISTS ");
        var schema = SCHEMA.matcher(text);
        return (schema.find() ? "CREATE SCHEMA IF NOT EXISTS " + schema.group(1) + ";" : "") + text;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Our own cases. */
    static List<Shape> cases(Path folder) throws IOException {
        var shapes = new ArrayList<Shape>();
        for (Path file : files(folder)) {
            shapes.add(new Shape(file, Section.read(file)));
        }
        return shapes;
    }

    /** Files of anybody, which know nothing of sections. */
    static List<Shape> plain(Path folder) throws IOException {
        return files(folder).stream().map(file -> new Shape(file, List.of())).toList();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".sql"))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
