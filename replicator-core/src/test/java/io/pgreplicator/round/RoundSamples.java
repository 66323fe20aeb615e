package io.pgreplicator.round;

import io.pgreplicator.apply.ApplyTable;
import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.capture.TablePair;
import io.pgreplicator.catalog.Column;
import io.pgreplicator.catalog.Key;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.config.ByteSize;
import io.pgreplicator.config.RoundOptions;
import io.pgreplicator.config.SessionOptions;
import io.pgreplicator.connection.ConnectionString;
import io.pgreplicator.control.Heartbeat;
import io.pgreplicator.control.Migration;
import io.pgreplicator.control.RefusedRow;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.jdbc.TargetWriter;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.runtime.StopSignal;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.ReplicationListener;
import io.pgreplicator.telemetry.RowName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What the tests of rounds are made of, without a server. Stateless. */
final class RoundSamples {
    /** Nobody listens there, so a connection fails at once. */
    private static final String NOWHERE = "postgres://nobody:none@127.0.0.1:1/none";

    private RoundSamples() {}

    static ApplyTable table(int number) {
        var name = new QualifiedName("public", "t" + number);
        var id = new Column("id", "integer", "integer", null, true, "", false, true);
        var key = new Key(
                "pkey",
                true,
                true,
                List.of(new Key.KeyColumn(
                        "id", "OPERATOR(pg_catalog.=)", "OPERATOR(pg_catalog.<)", "OPERATOR(pg_catalog.<=)")));
        var table = new Table(
                number, name, Table.Kind.PLAIN, true, false, null, false, List.of(id), List.of(key), List.of());
        var current = new CapturedTable.Current(
                name, "id", List.of(), true, true, false, List.of(), true, "", List.of("id"), Optional.empty());
        var captured = new CapturedTable(
                number, number, name, new UUID(0, number), Table.Kind.PLAIN, List.of("id"), 1, "id", current);
        return new ApplyTable(new TablePair(captured, table, table, key), key);
    }

    static RefusedRow refused(int table, int id) {
        return new RefusedRow(
                table,
                new RowName(new QualifiedName("public", "t" + table), Map.of("id", String.valueOf(id))),
                "23514",
                "too large");
    }

    static Migration migration() {
        return new Migration(new UUID(0, 1), "10:10:", 3, new Heartbeat("today", 7, 1), 0, "today", null);
    }

    /** A round of several transactions. */
    static Round large(int lanes) {
        return new Round(migration(), "20:20:", false, false, 2, Set.of(), lanes);
    }

    /** A round of one transaction. */
    static Round single(int lanes) {
        return new Round(migration(), "20:20:", true, false, 2, Set.of(), lanes);
    }

    /** Batches of one row, on a ring of a few rows. */
    static RoundOptions options(int appliers) {
        return new RoundOptions(
                appliers,
                1,
                ByteSize.ofKilobytes(64),
                ByteSize.ofKilobytes(4),
                10,
                ByteSize.ofKilobytes(64),
                Duration.ofMillis(1),
                Duration.ofMillis(1),
                2,
                Duration.ofMillis(1));
    }

    /** Gives up at the first failure. */
    static Work work(PausePoint.Hook hook) {
        return new Work(Duration.ZERO, new StopSignal(), hook, ReplicationListener.NONE);
    }

    static Ends nowhere() {
        var settings = ConnectionString.parse(NOWHERE, Map.of());
        return new Ends(
                new Database(Side.SOURCE, settings, SessionOptions.defaults()),
                new Database(Side.TARGET, settings, SessionOptions.defaults()));
    }

    static TargetWriter writer() {
        return new TargetWriter(nowhere().target(), true);
    }

    static DatabaseException targetFailed(String sqlState) {
        return new DatabaseException(ErrorCode.TARGET_FAILED, "made up", "", sqlState, null);
    }
}
