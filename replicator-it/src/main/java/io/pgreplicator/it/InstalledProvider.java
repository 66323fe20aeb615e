package io.pgreplicator.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Servers from the packages of the operating system, where Debian and its kin put them. Immutable. */
final class InstalledProvider implements PostgresProvider {

    private final Unprivileged unprivileged;

    InstalledProvider(Unprivileged unprivileged) {
        this.unprivileged = unprivileged;
    }

    @Override
    public String name() {
        return "installed";
    }

    @Override
    public boolean offers(int major) {
        return Files.isExecutable(bin(major).resolve("postgres"));
    }

    @Override
    public ServerInstance start(int major, Map<String, String> conf) {
        return LocalInstance.start(bin(major), unprivileged, major, conf);
    }

    private static Path bin(int major) {
        return Path.of("/usr/lib/postgresql", Integer.toString(major), "bin");
    }
}
