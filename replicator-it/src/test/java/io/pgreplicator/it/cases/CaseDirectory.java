package io.pgreplicator.it.cases;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A case as its directory describes it. Immutable.
 *
 * @param name group and name, such as {@code types/ranges}
 * @param path the directory
 * @param properties what its {@code case.properties} says
 */
record CaseDirectory(String name, Path path, CaseProperties properties) {
    static final String SCHEMA = "schema.sql";
    static final String SUPERUSER = "superuser.sql";
    static final String SOURCE = "source.sql";
    static final String TARGET = "target.sql";
    static final String ROWS = "rows.sql";
    static final String CURE = "cure.sql";
    static final String CURE_TARGET = "cure-target.sql";
    private static final String WORKLOAD = "workload.sql";
    private static final String PROPERTIES = "case.properties";
    private static final Set<String> FILES =
            Set.of(SCHEMA, SUPERUSER, SOURCE, TARGET, ROWS, CURE, CURE_TARGET, WORKLOAD, PROPERTIES);

    /** Every case below the root, by name. Throws {@link IllegalArgumentException} naming a case that is ill-formed. */
    static List<CaseDirectory> all(Path root) {
        try (Stream<Path> files = Files.walk(root, 2)) {
            return files.filter(path -> path.getNameCount() == root.getNameCount() + 2 && Files.isDirectory(path))
                    .sorted()
                    .map(path -> read(root, path))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CaseDirectory read(Path root, Path path) {
        String name = root.relativize(path).toString().replace('\\', '/');
        try (Stream<Path> files = Files.list(path)) {
            var names = files.map(file -> String.valueOf(file.getFileName()))
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!names.contains(SCHEMA) || !FILES.containsAll(names)) {
                names.removeAll(FILES);
                throw new IllegalArgumentException("it needs a schema.sql and may have " + new TreeSet<>(FILES)
                        + (names.isEmpty() ? "" : ", but no " + names));
            }
            return new CaseDirectory(
                    name, path, CaseProperties.parse(text(path, PROPERTIES).orElse("")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Case " + name + ": " + e.getMessage(), e);
        }
    }

    /** The text of one of its files, if it is there. */
    Optional<String> file(String fileName) {
        return text(path, fileName);
    }

    List<Step> workload() {
        return file(WORKLOAD).map(Step::parse).orElse(List.of());
    }

    boolean hasCure() {
        return file(CURE).isPresent() || file(CURE_TARGET).isPresent();
    }

    /** A refusal without a cure ends before any workload: once is enough. */
    List<When> whens() {
        boolean once = properties.expect() == Expectation.REFUSED && !hasCure();
        return properties.whens().stream().sorted().limit(once ? 1 : 2).toList();
    }

    VersionPair pair() {
        return VersionPair.choose(
                name, properties.source().majors(), properties.target().majors());
    }

    boolean allows(VersionPair pair) {
        return properties.source().contains(pair.source())
                && properties.target().contains(pair.target());
    }

    private static Optional<String> text(Path directory, String fileName) {
        try {
            Path file = directory.resolve(fileName);
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
