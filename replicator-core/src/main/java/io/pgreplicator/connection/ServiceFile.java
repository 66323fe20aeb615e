package io.pgreplicator.connection;

import io.pgreplicator.error.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Looks up a named service in the connection service files of libpq. Stateless, thread-safe. */
final class ServiceFile {
    private ServiceFile() {}

    /**
     * Adds what the service named by the values, or by PGSERVICE, specifies. The user's file (PGSERVICEFILE or
     * ~/.pg_service.conf) is read before the system's (PGSYSCONFDIR/pg_service.conf). Throws {@link ConfigException} when a
     * service is named and no file contains it.
     */
    static void complete(ConnectionValues values, Surroundings surroundings) {
        Optional<String> service =
                values.text(ConnectionParameter.SERVICE).or(() -> surroundings.variable("PGSERVICE"));
        if (service.isEmpty()) {
            return;
        }
        List<Path> files = files(values, surroundings);
        for (Path file : files) {
            Optional<ConnectionValues> found =
                    Files.isRegularFile(file) ? section(file, service.get()) : Optional.empty();
            if (found.isPresent()) {
                values.completeFrom(found.get());
                return;
            }
        }
        throw new ConfigException(
                "no service of the given name is defined in "
                        + files.stream().map(Path::toString).collect(Collectors.joining(" or ")),
                "Add a section [name] with lines host=..., port=..., dbname=..., user=..., or name the file in"
                        + " PGSERVICEFILE.");
    }

    private static List<Path> files(ConnectionValues values, Surroundings surroundings) {
        var files = new ArrayList<Path>();
        files.add(values.text(ConnectionParameter.SERVICEFILE)
                .or(() -> surroundings.variable("PGSERVICEFILE"))
                .map(file -> Surroundings.path(file, "of the service file"))
                .orElseGet(() -> surroundings.inHome(".pg_service.conf")));
        surroundings
                .variable("PGSYSCONFDIR")
                .ifPresent(directory -> files.add(
                        Surroundings.path(directory, "in PGSYSCONFDIR").resolve("pg_service.conf")));
        return files;
    }

    private static Optional<ConnectionValues> section(Path file, String service) {
        List<String> lines = lines(file);
        int header = 0;
        while (header < lines.size() && !lines.get(header).strip().equals("[" + service + "]")) {
            header++;
        }
        if (header == lines.size()) {
            return Optional.empty();
        }
        var values = new ConnectionValues();
        for (int i = header + 1; i < lines.size() && !lines.get(i).strip().startsWith("["); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                put(values, line, "in " + file + ":" + (i + 1));
            }
        }
        return Optional.of(values);
    }

    private static void put(ConnectionValues values, String line, String origin) {
        int equals = line.indexOf('=');
        if (equals < 1) {
            throw new ConfigException("expected name=value " + origin, "Write lines such as host=db.example.com.");
        }
        String name = line.substring(0, equals).strip();
        if (name.equals("service") || name.equals("servicefile")) {
            throw new ConfigException("a service cannot name another one " + origin, "Remove that line.");
        }
        values.put(name, line.substring(equals + 1).strip(), origin, ConninfoReader.looksLikeName(name));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ConfigException(
                    "the service file " + file + " cannot be read as UTF-8 text: "
                            + e.getClass().getSimpleName(),
                    "Make it readable, or name another one in PGSERVICEFILE.");
        }
    }
}
