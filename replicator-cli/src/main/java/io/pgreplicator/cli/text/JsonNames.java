package io.pgreplicator.cli.text;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.util.StdConverter;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.CheckReport;
import io.pgreplicator.telemetry.OpenObject;
import io.pgreplicator.telemetry.Progress;
import io.pgreplicator.telemetry.RowName;
import io.pgreplicator.telemetry.SchemaReport;
import io.pgreplicator.telemetry.VerifyReport;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The field names of the contract that differ from the names of a report's components. Stateless, thread-safe. */
@SuppressWarnings("UnusedMethod") // the mapper reads them
final class JsonNames {
    /** A report's type, and the interface that names its fields. */
    static final Map<Class<?>, Class<?>> ALL = Map.ofEntries(
            Map.entry(CheckReport.class, OfCheck.class),
            Map.entry(Progress.class, OfProgress.class),
            Map.entry(Progress.Copy.class, OfCopy.class),
            Map.entry(Progress.Lag.class, OfLag.class),
            Map.entry(Progress.Rounds.class, OfRounds.class),
            Map.entry(Progress.Refused.class, OfRefused.class),
            Map.entry(Progress.RefusedRow.class, OfRefusedRow.class),
            Map.entry(Progress.SequenceProblem.class, OfSequenceProblem.class),
            Map.entry(RowName.class, OfRowName.class),
            Map.entry(OpenObject.class, OfOpenObject.class),
            Map.entry(VerifyReport.class, OfVerify.class),
            Map.entry(VerifyReport.Table.class, OfVerifiedTable.class),
            Map.entry(VerifyReport.Counts.class, OfCounts.class),
            Map.entry(VerifyReport.SequenceDifference.class, OfSequenceDifference.class));

    private JsonNames() {}

    @JsonPropertyOrder({"ok", "ready", "left_out", "pass", "warn", "fail", "findings"})
    private interface OfCheck {
        @JsonProperty("ok")
        boolean isOk();

        @JsonProperty("ready")
        boolean isReady();

        @JsonProperty("pass")
        long passed();

        @JsonProperty("warn")
        long warned();

        @JsonProperty("fail")
        long failed();
    }

    @JsonPropertyOrder({
        "equal",
        "rows_equal",
        "objects_equal",
        "sequences_equal",
        "rows_compared",
        "objects_compared",
        "tables",
        "objects",
        "waits",
        "sequences",
        "not_compared",
        "reverse",
        "seconds"
    })
    private interface OfVerify {
        @JsonProperty("equal")
        boolean isEqual();

        @JsonProperty("rows_equal")
        boolean isRowsEqual();

        @JsonProperty("objects_equal")
        boolean isObjectsEqual();

        @JsonProperty("sequences_equal")
        boolean isSequencesEqual();

        @JsonProperty("waits")
        List<SchemaReport.Difference> waiting();
    }

    private interface OfVerifiedTable {
        @JsonUnwrapped
        QualifiedName table();

        @JsonUnwrapped
        VerifyReport.Counts counts();

        @JsonProperty("equal")
        boolean isEqual();
    }

    private interface OfCounts {
        @JsonProperty("different_rows")
        long different();

        @JsonProperty("missing_rows")
        long missing();

        @JsonProperty("extra_rows")
        long extra();

        @JsonProperty("refused_rows")
        long refused();

        @JsonProperty("pending_rows")
        long pending();

        @JsonProperty("moving_rows")
        long moving();
    }

    private interface OfSequenceDifference {
        @JsonUnwrapped
        QualifiedName sequence();
    }

    private interface OfProgress {
        @JsonUnwrapped
        Progress.Copy copy();

        @JsonUnwrapped
        Progress.Lag lag();

        @JsonUnwrapped
        Progress.Rounds rounds();

        @JsonUnwrapped
        Progress.Refused refused();
    }

    private interface OfCopy {
        @JsonProperty("eta_seconds")
        @Nullable
        Long etaSeconds();
    }

    private interface OfLag {
        @JsonProperty("lag_seconds")
        @Nullable
        Double seconds();
    }

    private interface OfRounds {
        @JsonProperty("rounds")
        long applied();

        @JsonProperty("last_round")
        Progress.@Nullable LastRound last();
    }

    private interface OfRefused {
        @JsonProperty("refused_rows")
        long rows();

        @JsonProperty("refused")
        List<Progress.RefusedRow> first();
    }

    private interface OfRefusedRow {
        @JsonUnwrapped
        RowName row();

        @JsonProperty("sqlstate")
        String sqlState();

        @JsonProperty("message")
        String reason();

        @JsonProperty("query")
        String query();
    }

    private interface OfSequenceProblem {
        @JsonUnwrapped
        QualifiedName sequence();

        @JsonProperty("message")
        String problem();
    }

    private interface OfRowName {
        @JsonUnwrapped
        QualifiedName table();
    }

    @JsonSerialize(converter = OpenObjectFields.Converter.class)
    private interface OfOpenObject {}

    /** An open object with its table's name in two fields; {@code rowsSql} is null when no rows are the cause. Immutable. */
    record OpenObjectFields(
            String kind,
            String schema,
            String table,
            String name,
            String reason,
            String sql,
            @Nullable String rowsSql) {

        /** Stateless. */
        static final class Converter extends StdConverter<OpenObject, OpenObjectFields> {
            @Override
            public OpenObjectFields convert(OpenObject open) {
                return new OpenObjectFields(
                        open.kind(),
                        open.table().schema(),
                        open.table().name(),
                        open.name(),
                        open.reason(),
                        open.sql(),
                        open.offenders().isEmpty() ? null : open.offenders());
            }
        }
    }
}
