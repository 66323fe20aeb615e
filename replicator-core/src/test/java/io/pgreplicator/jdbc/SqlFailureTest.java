package io.pgreplicator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.connection.ConnectionString;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
