package io.pgreplicator.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgreplicator.error.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form of a connection, read with libpq's meaning. */
class ConnectionStringTest {
    @TempDir
    private Path home = Path.of("");

    private final Map<String, String> environment = new HashMap<>();

    private ConnectionSettings parse(String text) {
        environment.put("HOME", home.toString());
        return ConnectionString.parse(text, environment);
    }

    private ConfigException refused(String text) {
        return catchThrowableOfType(ConfigException.class, () -> parse(text));
    }

    private Path file(String name, String content, String mode) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return file;
    }

    @Test
    void readsAnOrdinaryUri() {
        ConnectionSettings read = parse("postgres://moa:s%40f%2Be+x@db.example.com:6432/shop?sslmode=require");

        assertThat(read.host()).isEqualTo("db.example.com");
        assertThat(read.port()).isEqualTo(6432);
        assertThat(read.database()).isEqualTo("shop");
        assertThat(read.user()).isEqualTo("moa");
        assertThat(read.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example.com:6432/shop");
        assertThat(read.properties())
                .containsOnly(
                        Map.entry("user", "moa"),
                        Map.entry("password", "s@f+e+x"),
                        Map.entry("sslmode", "require"),
                        Map.entry("tcpKeepAlive", "true"));
        assertThat(read.libpqEnvironment())
                .containsOnly(
                        Map.entry("PGHOST", "db.example.com"),
                        Map.entry("PGPORT", "6432"),
                        Map.entry("PGDATABASE", "shop"),
                        Map.entry("PGUSER", "moa"),
                        Map.entry("PGPASSWORD", "s@f+e+x"),
                        Map.entry("PGSSLMODE", "require"));
        assertThat(read).hasToString("postgresql://moa@db.example.com:6432/shop");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    postgresql://                          | localhost  | 5432 | jdbc:postgresql://localhost:5432/me
                    postgresql:///                         | localhost  | 5432 | jdbc:postgresql://localhost:5432/me
                    postgresql://h                         | h          | 5432 | jdbc:postgresql://h:5432/me
                    postgresql://:5433/d                   | localhost  | 5433 | jdbc:postgresql://localhost:5433/d
                    postgresql://h:/d                      | h          | 5432 | jdbc:postgresql://h:5432/d
                    postgresql://@h/d                      | h          | 5432 | jdbc:postgresql://h:5432/d
                    postgresql://h?dbname=d                | h          | 5432 | jdbc:postgresql://h:5432/d
                    postgresql:///d?host=h&port=1          | h          | 1    | jdbc:postgresql://h:1/d
                    postgresql://h/d?port=7&&              | h          | 7    | jdbc:postgresql://h:7/d
                    postgresql://[::1]/d                   | ::1        | 5432 | jdbc:postgresql://[::1]:5432/d
                    postgresql://[fe80::1%25eth0]:9/d      | fe80::1%eth0 | 9  | jdbc:postgresql://[fe80::1%eth0]:9/d
                    postgresql://a:1,b,[::2]:3/d           | a          | 1    | jdbc:postgresql://a:1,b:5432,[::2]:3/d
                    postgresql://a,b/d?port=9              | a          | 9    | jdbc:postgresql://a:9,b:9/d
                    postgresql://h/a%20b%2Fc+d             | h          | 5432 | jdbc:postgresql://h:5432/a%20b%2Fc%2Bd
                    postgresql://x@h/d?hostaddr=10.0.0.7   | 10.0.0.7   | 5432 | jdbc:postgresql://10.0.0.7:5432/d
                    jdbc:postgresql:d                      | localhost  | 5432 | jdbc:postgresql://localhost:5432/d
                    jdbc:postgresql:/                      | localhost  | 5432 | jdbc:postgresql://localhost:5432/me
                    jdbc:postgresql://h:6/d?user=u         | h          | 6    | jdbc:postgresql://h:6/d
                    host=h port=6 dbname=d                 | h          | 6    | jdbc:postgresql://h:6/d
                    "  host = h  dbname = 'a b' "          | h          | 5432 | jdbc:postgresql://h:5432/a%20b
                    host=a,b port=1,2                      | a          | 1    | jdbc:postgresql://a:1,b:2/me
                    port=6                                 | localhost  | 6    | jdbc:postgresql://localhost:6/me
                    """, quoteCharacter = '"')
    void readsHostsPortsAndDatabase(String text, String host, int port, String url) {
        environment.put("PGUSER", "me");
        ConnectionSettings read = parse(text);
        assertThat(read.host()).isEqualTo(host);
        assertThat(read.port()).isEqualTo(port);
        assertThat(read.jdbcUrl()).isEqualTo(url);
    }

    @Test
    void readsConninfoQuotesAndBackslashes() {
        ConnectionSettings read = parse("user=o\\'x dbname=''password='it\\'s \\\\ a=b'\thost=h");
        assertThat(read.user()).isEqualTo("o'x");
        assertThat(read.database()).isEqualTo("o'x");
        assertThat(read.properties()).containsEntry("password", "it's \\ a=b");
        assertThat(parse("host=h dbname=x\\ ").database()).isEqualTo("x ");
    }

    @Test
    void readsJdbcParametersByTheDriversNames() {
        ConnectionSettings read =
                parse("jdbc:postgresql://h/d?user=u&password=a%2Bb+c&ApplicationName=x&connectTimeout=7"
                        + "&targetServerType=primary&prepareThreshold=0&tcpKeepAlive=false&loadBalanceHosts=true");
        assertThat(read.properties())
                .containsEntry("user", "u")
                .containsEntry("password", "a+b c")
                .containsEntry("ApplicationName", "x")
                .containsEntry("connectTimeout", "7")
                .containsEntry("targetServerType", "primary")
                .containsEntry("prepareThreshold", "0")
                .containsEntry("loadBalanceHosts", "true")
                .containsEntry("tcpKeepAlive", "false");
        assertThat(read.libpqEnvironment())
                .containsEntry("PGTARGETSESSIONATTRS", "read-write")
                .containsEntry("PGLOADBALANCEHOSTS", "random")
                .containsEntry("PGCONNECT_TIMEOUT", "7");
    }

    @Test
    void translatesLibpqNamesForTheDriver() {
        ConnectionSettings read =
                parse("host=h application_name=x connect_timeout=-1 target_session_attrs=prefer-standby"
                        + " channel_binding=require require_auth=scram-sha-256 sslnegotiation=direct gssencmode=disable"
                        + " keepalives=0 options='-c a=b' krbsrvname=k load_balance_hosts=random keepalives_idle=3");
        assertThat(read.properties())
                .containsEntry("ApplicationName", "x")
                .containsEntry("connectTimeout", "0")
                .containsEntry("targetServerType", "preferSecondary")
                .containsEntry("channelBinding", "require")
                .containsEntry("requireAuth", "scram-sha-256")
                .containsEntry("sslNegotiation", "direct")
                .containsEntry("gssEncMode", "disable")
                .containsEntry("tcpKeepAlive", "false")
                .containsEntry("options", "-c a=b")
                .containsEntry("kerberosServerName", "k")
                .containsEntry("loadBalanceHosts", "true");
    }

    @Test
    void prefersTheTextThenTheServiceThenTheEnvironmentThenTheDefaults() throws IOException {
        file(
                ".pg_service.conf",
                "# mine\n[other]\nuser=no\n\n[shop]\n# x\nhost=service\nport=2\n user = su \n[last]\nuser=no\n",
                "rw-r--r--");
        environment.putAll(
                Map.of("PGHOST", "env", "PGPORT", "3", "PGUSER", "eu", "PGDATABASE", "ed", "PGSSLMODE", "disable"));

        ConnectionSettings read = parse("service=shop host=text");
        assertThat(read).hasToString("postgresql://su@text:2/ed");
        assertThat(read.properties()).containsEntry("sslmode", "disable").doesNotContainKey("service");
        assertThat(read.libpqEnvironment()).doesNotContainKey("PGSERVICE");
        assertThat(parse("postgresql:///?service=shop")).hasToString("postgresql://su@service:2/ed");
        assertThat(parse("jdbc:postgresql:///?service=shop")).hasToString("postgresql://su@service:2/ed");
        environment.put("PGSERVICE", "last");
        assertThat(parse("host=h")).hasToString("postgresql://no@h:3/ed");
    }

    @Test
    void findsServicesInTheSystemsFileAndNamesTheFilesWithoutThem() throws IOException {
        Path own = file("own.conf", "[a]\nuser=a\n", "rw-------");
        file("etc/pg_service.conf", "[b]\nuser=b\n", "rw-------");
        environment.put("PGSERVICEFILE", own.toString());
        environment.put("PGSYSCONFDIR", home.resolve("etc").toString());
        assertThat(parse("service=a").user()).isEqualTo("a");
        assertThat(parse("service=b").user()).isEqualTo("b");
        assertThat(refused("service=c")).hasMessageContaining("own.conf").hasMessageContaining("pg_service.conf");
    }

    @Test
    void pointsAtALineOfTheServiceFile() throws IOException {
        file(".pg_service.conf", "[a]\nuser=a\nsslmod=require\n", "rw-------");
        assertThat(refused("service=a"))
                .hasMessageMatching(
                        "unknown parameter 'sslmod' in .*\\.pg_service\\.conf:3; did you mean 'sslmode'\\?");
        file(".pg_service.conf", "[a]\nhunter2\n", "rw-------");
        assertThat(refused("service=a")).hasMessageContaining(":2").hasMessageNotContaining("hunter2");
    }

    @Test
    void looksUpThePasswordFile() throws IOException {
        file(".pgpass", "# comment\nother:*:*:*:no\nh:5432:d\\:b:*:p\\:a\\\\ss:rest\n*:*:*:*:last\n", "rw-------");
        assertThat(parse("postgresql://u@h/d%3Ab").properties()).containsEntry("password", "p:a\\ss");
        assertThat(parse("postgresql://u@x/d").libpqEnvironment()).containsEntry("PGPASSWORD", "last");
        assertThat(parse("postgresql://u:given@x/d").properties()).containsEntry("password", "given");
        environment.put("PGPASSWORD", "env");
        assertThat(parse("postgresql://u@x/d").properties()).containsEntry("password", "env");
    }

    @Test
    void ignoresAPasswordFileThatOthersMayRead() throws IOException {
        file(".pgpass", "*:*:*:*:secret\n", "rw-r-----");
        assertThat(parse("postgresql://u@h/d").properties()).doesNotContainKey("password");
        Path closed = file("closed", "*:*:*:*:secret\n", "rw-------");
        environment.put("PGPASSFILE", closed.toString());
        assertThat(parse("postgresql://u@h/d").properties()).containsEntry("password", "secret");
    }

    @Test
    void defaultsToTheSystemsUserAndPrefer() {
        ConnectionSettings read = parse("host=h");
        assertThat(read.user()).isEqualTo(System.getProperty("user.name"));
        assertThat(read.database()).isEqualTo(read.user());
        assertThat(read.properties()).containsEntry("sslmode", "prefer").doesNotContainKey("password");
    }

    @Test
    void verifiesTheAuthorityUnderRequireOnlyWhenARootCertificateExists() throws IOException {
        assertThat(parse("host=h sslmode=require").properties())
                .containsEntry("sslmode", "require")
                .doesNotContainKeys("sslrootcert", "sslcert", "sslkey");
        Path root = file(".postgresql/root.crt", "", "rw-------");
        assertThat(parse("host=h sslmode=require").properties())
                .containsEntry("sslmode", "verify-ca")
                .containsEntry("sslrootcert", root.toString());
        assertThat(parse("host=h sslmode=require").libpqEnvironment()).containsEntry("PGSSLMODE", "require");
        assertThat(parse("host=h sslmode=require sslrootcert=/absent").properties())
                .containsEntry("sslmode", "require");
        assertThat(parse("host=h").properties()).containsEntry("sslmode", "prefer");
        assertThat(parse("host=h sslmode=verify-full").properties()).containsEntry("sslmode", "verify-full");
    }

    @Test
    void refusesToVerifyWithoutARootCertificate() {
        assertThat(refused("host=h sslmode=verify-full")).hasMessageContaining("root.crt");
        assertThat(refused("jdbc:postgresql://h/d?ssl=true")).hasMessageContaining("root.crt");
        assertThat(parse("postgresql://h/d?ssl=true").properties()).containsEntry("sslmode", "require");
        assertThat(parse("host=h sslrootcert=system").properties())
                .containsEntry("sslmode", "verify-full")
                .containsEntry("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        assertThat(refused("host=h sslrootcert=system sslmode=require")).hasMessageContaining("too weak");
    }

    @Test
    void offersLibpqsClientCertificate() throws IOException {
        Path certificate = file(".postgresql/postgresql.crt", "", "rw-------");
        Path key = file(".postgresql/postgresql.key", "", "rw-------");
        assertThat(parse("host=h").properties())
                .containsEntry("sslcert", certificate.toString())
                .containsEntry("sslkey", key.toString());
        assertThat(parse("host=h sslcert=/c sslkey=/k").properties()).containsEntry("sslcert", "/c");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    postgresql://h/d?sslmod=require      | unknown parameter 'sslmod' at position 18; did you mean 'sslmode'?
                    jdbc:postgresql://h/d?aplicationName=x | unknown parameter 'aplicationName' at position 23; did you mean 'ApplicationName'?
                    host=h databse=d                     | unknown parameter 'databse' at position 8
                    host=h usr=d                         | unknown parameter 'usr' at position 8; did you mean 'user'?
                    host=h sslcrl=d                      | the parameter 'sslcrl' at position 8 is not supported: the JDBC driver cannot do it
                    host=h dbname                        | expected name=value at position 8
                    host=h dbname='x                     | the quote is never closed that opens at position 15
                    host=h port=0                        | port at position 8 is not a number from 1 to 65535; perhaps the password is not encoded
                    host=h sslmode=on                    | sslmode at position 8 must be one of disable, allow, prefer, require, verify-ca, verify-full
                    host=h connect_timeout=1s            | connect_timeout at position 8 is not a whole number of seconds
                    host=a,b port=1,2,3                  | port at position 10 has 3 entries for 2 hosts
                    host=/var/run/postgresql             | host at position 1 is the directory of a Unix socket, which is not supported
                    postgresql://%2Fvar%2Frun/d          | host at position 14 is the directory of a Unix socket, which is not supported
                    postgresql://[::1/d                  | the bracket is never closed that opens an IPv6 address at position 14
                    postgresql://h/d%zz                  | a % without two hexadecimal digits (a percent sign itself is %25) at position 17
                    postgresql://h/d%ff                  | bytes that are not UTF-8 at position 17
                    postgresql://h/d?x                   | expected name=value at position 18
                    mysql://h/d                          | the connection begins with neither postgresql:// nor jdbc:postgresql: nor name=
                    shop                                 | expected name=value at position 1
                    """, quoteCharacter = '"')
    void saysWhatIsWrongAndWhere(String text, String message) {
        assertThat(refused(text)).hasMessage(message);
        assertThat(refused(text).cure()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://u:hunter2/sesame@h/d",
                "postgresql://u:hunter2:sesame/d",
                "postgresql://u:hunter2@sesame@h/d",
                "postgresql://u:12/hunter2?sesame=1@h/d",
                "postgresql://u:12/hunter2?sslmod=sesame@h/d",
                "postgresql://u:hunter2%sesame@h/d",
                "postgresql://u:hunter2@h/d?sslmod=require",
                "postgresql://h/d?password=hunter2&sesame=1",
                "postgresql://h/d?password=hunter2&sesame",
                "jdbc:postgresql://h/d?password=hunter2&sesame=1",
                "host=h password=hunter2 sesame",
                "host=h password=hunter2 sesame=1",
                "host=h password='hunter2 sesame",
                "host=h pasword=hunter2",
                "hunter2",
                "hunter2://sesame"
            })
    void neverRepeatsAPassword(String text) {
        ConfigException refusal = refused(text);
        assertThat(refusal).isNotNull();
        assertThat(refusal.getMessage() + refusal.cure() + refusal.getCause()).doesNotContain("hunter2", "sesame");
    }

    @Test
    void pointsAtTheVariableOfABadValue() {
        environment.put("PGPORT", "x");
        assertThat(refused("host=h")).hasMessageContaining("PGPORT");
        environment.put("PGPORT", "");
        assertThat(parse("host=h").port()).isEqualTo(5432);
    }

    @Test
    void freesAChildProcessFromInheritedVariables() {
        var child = new HashMap<>(Map.of("PGSERVICE", "other", "PGHOSTADDR", "10.0.0.1", "PATH", "/bin"));
        parse("host=h user=u dbname=d").applyTo(child);
        assertThat(child)
                .containsEntry("PATH", "/bin")
                .containsEntry("PGHOST", "h")
                .doesNotContainKeys("PGSERVICE", "PGHOSTADDR");
    }
}
