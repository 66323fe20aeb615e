package io.pgreplicator.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The classes of the replicator as this java has parsed them once (class-data sharing): hundreds of processes start in two
 * thirds of the time and work. Immutable.
 */
final class ClassArchive {

    /** What {@code java} is given to use it. */
    static final List<String> OPTIONS = List.of("-XX:SharedArchiveFile=" + make(), "-Xshare:auto");

    private ClassArchive() {}

    /** Made anew by each JVM of tests: an archive of another jar would be ignored, and only cost time. */
    private static Path make() {
        Path archive = BuildFiles.scratch().resolve("replicator.jsa");
        Path fresh = BuildFiles.scratch()
                .resolve("replicator-" + ProcessHandle.current().pid() + ".jsa");
        // there is no such server, and the command says so when it has loaded most of what others load
        Subprocess.run(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:ArchiveClassesAtExit=" + fresh,
                "-jar",
                BuildFiles.replicatorJar().toString(),
                "status",
                "--source",
                "postgresql://nobody@127.0.0.1:1/none",
                "--target",
                "postgresql://nobody@127.0.0.1:1/none"));
        try {
            return Files.move(fresh, archive, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("No archive of classes was made", e);
        }
    }
}
