package io.pgreplicator.connection;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks up a password in libpq's password file, lines of {@code host:port:database:user:password} in which {@code *} matches
 * anything and a backslash makes the next character literal. As in libpq, a file that others may read is ignored with a
 * warning. Stateless, thread-safe.
 */
final class PasswordFile {
    private static final Logger LOG = LoggerFactory.getLogger(PasswordFile.class);
    private static final int FIELDS = 5;
    private static final Set<PosixFilePermission> OTHERS = Collections.unmodifiableSet(EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE));

    private PasswordFile() {}

    /** The password of the first line that matches; nothing when the file is absent, unreadable or open to others. */
    static Optional<String> lookup(Path file, String host, int port, String database, String user) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            if (openToOthers(file)) {
                LOG.warn("password file {} is ignored: others may read it; run chmod 600 on it", file);
                return Optional.empty();
            }
            List<String> wanted = List.of(host, Integer.toString(port), database, user);
            return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> password(line, wanted).stream())
                    .findFirst();
        } catch (IOException e) {
            LOG.warn(
                    "password file {} is ignored: it cannot be read ({})",
                    file,
                    e.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    private static boolean openToOthers(Path file) throws IOException {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                && !Collections.disjoint(Files.getPosixFilePermissions(file), OTHERS);
    }

    private static Optional<String> password(String line, List<String> wanted) {
        List<String> fields = fields(line);
        if (fields.size() < FIELDS) {
            return Optional.empty();
        }
        for (int i = 0; i < wanted.size(); i++) {
            if (!fields.get(i).equals("*") && !unescaped(fields.get(i)).equals(wanted.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(unescaped(fields.get(FIELDS - 1))).filter(password -> !password.isEmpty());
    }

    /** The fields as they are written; an escaped colon does not end one. */
    private static List<String> fields(String line) {
        var fields = new ArrayList<String>();
        int start = 0;
        for (int at = 0; at < line.length(); at++) {
            if (line.charAt(at) == '\\') {
                at++;
            } else if (line.charAt(at) == ':') {
                fields.add(line.substring(start, at));
                start = at + 1;
            }
        }
        fields.add(line.substring(start));
        return fields;
    }

    private static String unescaped(String field) {
        var plain = new StringBuilder(field.length());
        for (int at = 0; at < field.length(); at++) {
            if (field.charAt(at) == '\\' && at + 1 < field.length()) {
                at++;
            }
            plain.append(field.charAt(at));
        }
        return plain.toString();
    }
}
