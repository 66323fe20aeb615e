package io.pgreplicator.preflight;

import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.SqlFile;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;

/**
 * The facts about a server and its database that the check needs. Immutable.
 *
 * @param versionNumber as {@code server_version_num}: 150018
 * @param version as people write it: 15.18
 * @param standby whether it is in recovery
 * @param readOnly whether its transactions are read-only by default
 * @param database name of the database
 * @param role name of the connected role
 * @param encoding encoding of the database
 * @param sorting default collation, with its provider and character type
 * @param allowed number of connections available to ordinary roles
 * @param inUse number of connections at that time
 * @param longestName maximum length of a name in bytes
 * @param databaseLimit connection limit of the database, -1 for none
 * @param roleLimit connection limit of the role, -1 for none
 * @param databaseOwner the role that owns the database
 */
record Server(
        int versionNumber,
        String version,
        boolean standby,
        boolean readOnly,
        String database,
        String role,
        String encoding,
        String sorting,
        int allowed,
        int inUse,
        int longestName,
        int databaseLimit,
        int roleLimit,
        String databaseOwner) {

    static Server read(Session session) {
        return session.doing("asking for version and settings")
                .query(SqlFile.of(Server.class, "server.sql").text(), Server::of)
                .get(0);
    }

    int major() {
        return versionNumber / 10_000;
    }

    /** The lowest of all connection limits. */
    int connectionLimit() {
        int limit = databaseLimit < 0 ? allowed : Math.min(allowed, databaseLimit);
        return roleLimit < 0 ? limit : Math.min(limit, roleLimit);
    }

    private static Server of(ResultSet row) throws SQLException {
        String provider = row.getString(10);
        String locale = row.getString(11).isEmpty() ? row.getString(8) : row.getString(11);
        return new Server(
                row.getInt(1),
                row.getString(2),
                row.getBoolean(3),
                row.getBoolean(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                providerName(provider) + " " + normal(locale) + " (ctype " + normal(row.getString(9)) + ")",
                row.getInt(12),
                row.getInt(13),
                row.getInt(14),
                row.getInt(15),
                row.getInt(16),
                row.getString(17));
    }

    private static String providerName(String letter) {
        return switch (letter) {
            case "i" -> "icu";
            case "b" -> "builtin";
            default -> "libc";
        };
    }

    /** {@code en_US.utf8} and {@code en_US.UTF-8} are the same. */
    private static String normal(String locale) {
        int dot = locale.indexOf('.');
        return dot < 0
                ? locale
                : locale.substring(0, dot)
                        + locale.substring(dot).toUpperCase(Locale.ROOT).replace("-", "");
    }
}
