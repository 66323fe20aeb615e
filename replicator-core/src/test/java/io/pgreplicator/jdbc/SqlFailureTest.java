package io.pgreplicator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.connection.ConnectionString;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

class SqlFailureTest {

    @Test
    void whatThePoolWrapsIsTheReason() {
        var driver = new SQLException("the server is in recovery", "57P03");
        var pool = new SQLTransientConnectionException(
                "request timed out after 10002ms", new Exception("while it was set up", driver));
        DatabaseException failure =
                SqlFailure.connecting(Side.SOURCE, ConnectionString.parse("postgresql://u@h/db", Map.of()), pool);
        assertThat(failure.code()).isEqualTo(ErrorCode.SOURCE_UNREACHABLE);
        assertThat(failure.sqlState()).isEqualTo("57P03");
        assertThat(failure).hasMessageContaining("the server is in recovery").hasMessageNotContaining("timed out");
    }

    /** Messages are in the server's language: its function tells which of several reasons it has. */
    @Test
    void whatToDoFollowsFromTheFunctionOfTheServer() {
        assertThat(cure("42501", "CheckMyDatabase"))
                .isEqualTo("On the target, as an administrator: GRANT CONNECT ON DATABASE \"db\" TO \"u\";");
        assertThat(cure("42501", "set_config_option")).contains("off the options of --target");
        assertThat(cure("28000", "InitializeSessionUserId")).contains("ALTER ROLE \"u\" LOGIN;");
        assertThat(cure("28000", "ClientAuthentication")).contains("pg_hba.conf", "sslmode=require");
        assertThat(cure("28000", "auth_failed")).startsWith("Check user, password and certificates");
        assertThat(cure("53300", "InitProcess")).contains("max_connections");
        assertThat(cure("55000", "InitPostgres")).contains("fix what it names");
        assertThat(cure("57P03", "ProcessStartupPacket")).startsWith("Wait until the server is ready");
    }

    private static String cure(String state, String function) {
        var said = new ServerErrorMessage("SSCHWERWIEGEND\0C" + state + "\0Mkeine Berechtigung\0R" + function + "\0");
        return SqlFailure.connecting(
                        Side.TARGET, ConnectionString.parse("postgresql://u:p@h/db", Map.of()), new PSQLException(said))
                .cure();
    }

    @Test
    void aFailureNamesTheDatabaseAndNotItsRoleAlone() {
        var settings = ConnectionString.parse("postgresql://u:secret@db.example.com:5433/shop", Map.of());
        DatabaseException failure = SqlFailure.running(
                Label.of(Side.SOURCE, settings), "reading", new SQLException("terminating connection", "57P01"));
        assertThat(failure.code()).isEqualTo(ErrorCode.SOURCE_UNREACHABLE);
        assertThat(failure)
                .hasMessageContaining("the source shop on db.example.com:5433 while reading")
                .hasMessageNotContaining("secret");
    }
}
