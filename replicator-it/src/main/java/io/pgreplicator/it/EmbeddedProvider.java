package io.pgreplicator.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** Servers from the binaries that Maven fetched, each major version unpacked once per build. Thread-safe. */
final class EmbeddedProvider implements PostgresProvider {

    private final Unprivileged unprivileged;

    EmbeddedProvider(Unprivileged unprivileged) {
        this.unprivileged = unprivileged;
    }

    @Override
    public String name() {
        return "embedded";
    }

    @Override
    public boolean offers(int major) {
        return jar(major).isPresent();
    }

    @Override
    public ServerInstance start(int major, Map<String, String> conf) {
        return LocalInstance.start(unpacked(major).resolve("bin"), unprivileged, major, conf);
    }

    private static Optional<Path> jar(int major) {
        return BuildFiles.binaries()
                .map(directory -> directory.resolve("postgresql-" + major + ".jar"))
                .filter(Files::isRegularFile);
    }

    private synchronized Path unpacked(int major) {
        Path jar = jar(major).orElseThrow();
        try {
            Path parent = Files.createDirectories(unprivileged.scratch().resolve("postgresql"));
            // The size stands for the version: a newer minor release must not meet the files of the older one.
            Path home = parent.resolve("postgresql-" + major + "-" + Files.size(jar));
            if (!Files.isDirectory(home)) {
                Path unfinished = Files.createTempDirectory(
                        parent,
                        "unpacking-",
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
                unpack(jar, unfinished);
                publish(unfinished, home);
            }
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unpack " + jar, e);
        }
    }

    /** Another process may have finished first, which is as good. */
    private static void publish(Path unfinished, Path home) throws IOException {
        try {
            Files.move(unfinished, home);
        } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException e) {
            if (!Files.isDirectory(home)) {
                throw e;
            }
        }
    }

    private static void unpack(Path jar, Path home) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry archive = zip.stream()
                    .filter(entry -> entry.getName().endsWith(".txz"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("No .txz in " + jar));
            try (InputStream packed = zip.getInputStream(archive);
                    TarArchiveInputStream files = new TarArchiveInputStream(new XZCompressorInputStream(packed))) {
                for (TarArchiveEntry entry = files.getNextEntry(); entry != null; entry = files.getNextEntry()) {
                    unpack(entry, files, home);
                }
            }
        }
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path home) throws IOException {
        Path file = home.resolve(entry.getName()).normalize();
        if (!file.startsWith(home)) {
            throw new IOException("Entry outside of the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.resolveSibling(""));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else {
            Files.copy(content, file);
            Set<PosixFilePermission> permissions =
                    PosixFilePermissions.fromString((entry.getMode() & 0100) == 0 ? "rw-r--r--" : "rwxr-xr-x");
            Files.setPosixFilePermissions(file, permissions);
        }
    }
}
