package io.pgreplicator.it;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Where a database is and who logs in, as the {@code postgresql://} form that libpq knows. Immutable. */
record PostgresUri(String user, String password, String host, int port, String database) {

    static PostgresUri parse(String text) {
        URI uri = URI.create(text);
        String[] login = String.valueOf(uri.getRawUserInfo()).split(":", 2);
        if (login.length != 2 || uri.getHost() == null || uri.getRawPath() == null) {
            throw new IllegalArgumentException("Not of the form postgresql://user:password@host:port/database");
        }
        return new PostgresUri(
                decode(login[0]),
                decode(login[1]),
                uri.getHost(),
                uri.getPort(),
                decode(uri.getRawPath().substring(1)));
    }

    Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("ApplicationName", "it");
        properties.setProperty("connectTimeout", "20");
        return DriverManager.getConnection(
                "jdbc:postgresql://" + host + ":" + port + "/" + encode(database), properties);
    }

    @Override
    public String toString() {
        return "postgresql://" + encode(user) + ":" + encode(password) + "@" + host + ":" + port + "/"
                + encode(database);
    }

    /** URLEncoder is made for forms, where a blank is a plus sign; in a URI it is not. */
    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
