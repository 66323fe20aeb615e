package io.pgreplicator.connection;

import static io.pgreplicator.connection.ConnectionParameter.SSLCERT;
import static io.pgreplicator.connection.ConnectionParameter.SSLKEY;
import static io.pgreplicator.connection.ConnectionParameter.SSLMODE;
import static io.pgreplicator.connection.ConnectionParameter.SSLROOTCERT;

import io.pgreplicator.error.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Gives the driver's TLS properties libpq's meaning. The driver's own {@code require} never verifies the server; libpq's
 * verifies the certificate authority if a root certificate file exists. Stateless, thread-safe.
 */
final class Tls {
    private static final String SYSTEM_STORE = "system";

    private Tls() {}

    /** Completes {@code properties} and returns libpq's own sslmode. */
    static String complete(ConnectionValues values, Surroundings surroundings, Map<String, String> properties) {
        Optional<String> root = values.text(SSLROOTCERT);
        boolean systemStore = root.filter(SYSTEM_STORE::equals).isPresent();
        String mode = values.text(SSLMODE).orElse(systemStore ? "verify-full" : "prefer");
        properties.put("sslmode", mode);
        if (systemStore) {
            useSystemStore(values, mode, properties);
        } else if (!properties.containsKey("sslfactory")) {
            useRootFile(values, surroundings, mode, properties);
        }
        useDefaultClientCertificate(surroundings, properties);
        return mode;
    }

    private static void useSystemStore(ConnectionValues values, String mode, Map<String, String> properties) {
        if (!mode.equals("verify-full")) {
            throw new ConfigException(
                    "sslmode " + values.origin(SSLMODE) + " is too weak for sslrootcert=system, which anybody's"
                            + " certificate would pass",
                    "Use sslmode=verify-full.");
        }
        properties.remove("sslrootcert");
        properties.putIfAbsent("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
    }

    private static void useRootFile(
            ConnectionValues values, Surroundings surroundings, String mode, Map<String, String> properties) {
        Path root = values.text(SSLROOTCERT)
                .map(file -> Surroundings.path(file, "in sslrootcert " + values.origin(SSLROOTCERT)))
                .orElseGet(() -> surroundings.inHome(".postgresql/root.crt"));
        boolean exists = Files.exists(root);
        if (mode.startsWith("verify-") && !exists) {
            throw new ConfigException(
                    "sslmode " + values.origin(SSLMODE) + " asks to verify the server, but there is no root certificate"
                            + " file " + root,
                    "Put the authority's certificate there, name another file by sslrootcert=FILE, use"
                            + " sslrootcert=system, or use sslmode=require to encrypt without verifying.");
        }
        if (exists && mode.equals("require")) {
            properties.put("sslmode", "verify-ca");
        }
        if (exists) {
            properties.put("sslrootcert", root.toString());
        }
    }

    /** The driver looks for postgresql.pk8 where libpq looks for postgresql.key; it can read either form. */
    private static void useDefaultClientCertificate(Surroundings surroundings, Map<String, String> properties) {
        Optional<Path> certificate = surroundings.existingInHome(".postgresql/postgresql.crt");
        Optional<Path> key = surroundings.existingInHome(".postgresql/postgresql.key");
        if (certificate.isPresent()
                && key.isPresent()
                && !properties.containsKey(SSLCERT.label())
                && !properties.containsKey(SSLKEY.label())) {
            properties.put(SSLCERT.label(), certificate.get().toString());
            properties.put(SSLKEY.label(), key.get().toString());
        }
    }
}
