package io.pgreplicator.it;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the build put the binaries and the jar, and where test runs may write. Immutable. */
final class BuildFiles {

    private static final String BINARIES_PROPERTY = "it.postgresql.directory";
    private static final String REPLICATOR_PROPERTY = "it.replicator.jar";

    private BuildFiles() {}

    /** The directory with {@code postgresql-<major>.jar} files, empty when nothing was built. */
    static Optional<Path> binaries() {
        String configured = System.getProperty(BINARIES_PROPERTY);
        Optional<Path> directory = configured == null
                ? target().map(target -> target.resolve("postgresql"))
                : Optional.of(Path.of(configured));
        return directory.filter(Files::isDirectory);
    }

    /** Where data directories and output may go: the module's target, else the temporary directory. */
    static Path scratch() {
        return target().orElseGet(BuildFiles::temporary);
    }

    /** The system's temporary directory, which accounts other than ours can reach as well. */
    static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir", "/tmp")).resolve("pgreplicator-it");
    }

    /** The replicator as it ships. */
    static Path replicatorJar() {
        String configured = System.getProperty(REPLICATOR_PROPERTY);
        Path jar = configured == null
                ? scratch().resolve("../../replicator-cli/target/replicator.jar")
                : Path.of(configured);
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException("No replicator.jar at " + jar.normalize()
                    + ": build it with mvn package, or name it with -D" + REPLICATOR_PROPERTY);
        }
        return jar.normalize();
    }

    private static Optional<Path> target() {
        String configured = System.getProperty(BINARIES_PROPERTY);
        Path configuredTarget =
                configured == null ? null : Path.of(configured).toAbsolutePath().getParent();
        return Stream.of(Optional.ofNullable(configuredTarget), besideCode(), above(Path.of("")))
                .flatMap(Optional::stream)
                .filter(Files::isDirectory)
                .findFirst();
    }

    private static Optional<Path> besideCode() {
        CodeSource source = BuildFiles.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            return Optional.empty();
        }
        return above(Path.of(URI.create(source.getLocation().toString())));
    }

    private static Optional<Path> above(Path start) {
        for (@Nullable Path directory = start.toAbsolutePath(); directory != null; directory = directory.getParent()) {
            Path target = directory.resolve("replicator-it").resolve("target");
            if (Files.isDirectory(target)) {
                return Optional.of(target);
            }
        }
        return Optional.empty();
    }
}
