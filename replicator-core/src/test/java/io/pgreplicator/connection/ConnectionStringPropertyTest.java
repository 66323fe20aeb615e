package io.pgreplicator.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.error.ConfigException;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** What holds for every connection text. */
class ConnectionStringPropertyTest {
    private static final Map<String, String> NOWHERE = Map.of("HOME", "/nonexistent");
    private static final String MARK = "hunter2";

    @Provide
    Arbitrary<String> oddText() {
        return Arbitraries.frequencyOf(
                        Tuple.of(6, Arbitraries.of("@:/?#[]&%+ '\"\\=,;$\t\n".split(""))),
                        Tuple.of(3, Arbitraries.of("a", "Z", "7", "-", "é", "漢", "😀")),
                        Tuple.of(
                                1, Arbitraries.chars().range('\u0001', '\u02ff').map(String::valueOf)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(12)
                .map(parts -> String.join("", parts));
    }

    /** Pieces that look like connections, glued at random. */
    @Provide
    Arbitrary<String> almostConnection() {
        Arbitrary<String> piece = Arbitraries.oneOf(
                Arbitraries.of(
                        "postgresql://",
                        "postgres://",
                        "jdbc:postgresql:",
                        "//",
                        "user",
                        ":",
                        "@",
                        "host",
                        "/",
                        "?",
                        "&",
                        "=",
                        "%",
                        "%2",
                        "%00",
                        "%ff",
                        "[",
                        "]",
                        "::1",
                        ",",
                        "5432",
                        "sslmode=",
                        "require",
                        "host=",
                        "port=",
                        "dbname=",
                        "password=",
                        "service=",
                        "passfile=",
                        "sslrootcert=",
                        "ssl=true",
                        "'",
                        "\\",
                        " "),
                oddText());
        return piece.list().ofMaxSize(14).map(parts -> String.join("", parts));
    }

    @Property
    void uriRoundTrip(
            @ForAll("oddText") String user, @ForAll("oddText") String password, @ForAll("oddText") String database) {
        String text = "postgresql://" + PercentCode.encode(user) + ":" + PercentCode.encode(password) + "@h/"
                + PercentCode.encode(database);
        assertRead(ConnectionString.parse(text, NOWHERE), user, password, database);
    }

    @Property
    void conninfoRoundTrip(
            @ForAll("oddText") String user, @ForAll("oddText") String password, @ForAll("oddText") String database) {
        String text =
                "host=h user=" + quoted(user) + " password = " + quoted(password) + "\tdbname=" + quoted(database);
        assertRead(ConnectionString.parse(text, NOWHERE), user, password, database);
    }

    @Property
    void jdbcReadsAsTheDriverReads(
            @ForAll("oddText") String user, @ForAll("oddText") String password, @ForAll("oddText") String database) {
        String text = "jdbc:postgresql://h:6/" + PercentCode.encode(database) + "?user=" + PercentCode.encode(user)
                + "&password=" + PercentCode.encode(password).replace("%20", "+");
        ConnectionSettings read = ConnectionString.parse(text, NOWHERE);
        assertRead(read, user, password, database);
        Properties driver = Driver.parseURL(text, new Properties());
        assertThat(driver).isNotNull().containsEntry("password", password).containsEntry("user", user);
    }

    /** The driver must find in our URL the database that was asked for. */
    private static void assertRead(ConnectionSettings read, String user, String password, String database) {
        assertThat(read.user()).isEqualTo(user);
        assertThat(read.database()).isEqualTo(database);
        assertThat(read.properties()).containsEntry("password", password).containsEntry("user", user);
        assertThat(read.libpqEnvironment())
                .containsEntry("PGPASSWORD", password)
                .containsEntry("PGDATABASE", database);
        Properties driver = Driver.parseURL(read.jdbcUrl(), new Properties());
        assertThat(driver).isNotNull().containsEntry("PGDBNAME", database).containsEntry("PGHOST", "h");
    }

    @Property
    void refusesOnlyByConfigException(@ForAll("almostConnection") String text) {
        parseOrRefuse(text);
    }

    @Property
    void refusesAnyTextOnlyByConfigException(@ForAll String text) {
        parseOrRefuse(text);
    }

    @Property
    void readsAnyEnvironmentOrRefuses(@ForAll("oddText") String value) {
        for (ConnectionParameter parameter : ConnectionParameter.values()) {
            parameter.variable().ifPresent(variable -> {
                try {
                    ConnectionString.parse("host=h", Map.of("HOME", "/nonexistent", variable, value));
                } catch (ConfigException e) {
                    assertThat(e.getMessage()).isNotBlank();
                }
            });
        }
    }

    @Property
    void neverShowsThePassword(
            @ForAll("oddText") String before,
            @ForAll("oddText") String after,
            @ForAll("almostConnection") String rest) {
        String password = before + MARK + after;
        for (String text : new String[] {
            "postgresql://u:" + password + "@h/d" + rest,
            "postgresql://u:" + PercentCode.encode(password) + "@h/d" + rest,
            "jdbc:postgresql://h/d?user=u&password=" + password + "&" + rest,
            "host=h user=u password=" + password + rest,
            "host=h user=u password=" + quoted(password) + rest
        }) {
            assertThat(parseOrRefuse(text)).doesNotContain(MARK);
        }
    }

    /** Everything that could be printed of the outcome. */
    private static String parseOrRefuse(String text) {
        try {
            ConnectionSettings read = ConnectionString.parse(text, NOWHERE);
            // A misquoted password may be read as a part of another field; only what parsed as the password is masked.
            return read.properties().getOrDefault("password", "").contains(MARK) ? read + read.jdbcUrl() : "";
        } catch (ConfigException e) {
            return e.getMessage() + e.cure() + e.getCause();
        }
    }

    private static String quoted(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    @Example
    void knowsEveryPropertyOfTheDriver() {
        Set<String> driver = new HashSet<>();
        for (PGProperty property : PGProperty.values()) {
            driver.add(property.getName());
        }
        Set<String> ours = new HashSet<>(JdbcParameters.DRIVER_ONLY);
        for (ConnectionParameter parameter : ConnectionParameter.values()) {
            parameter.jdbcName().ifPresent(ours::add);
        }
        ours.add("replication"); // refused on purpose
        assertThat(ours).isEqualTo(driver);
    }
}
