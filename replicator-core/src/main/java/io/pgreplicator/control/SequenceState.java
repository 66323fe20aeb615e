package io.pgreplicator.control;

import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.Progress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A sequence as recorded in the control schema. Immutable.
 *
 * @param name its name, on both sides
 * @param source the position on the source; null when it was never read
 * @param published the position that was set on the target; null while the target's value is not ours
 * @param problem what is wrong with it; null when nothing is
 * @param blocked whether the problem prevents it from being published
 */
public record SequenceState(
        QualifiedName name,
        @Nullable Value source,
        @Nullable Value published,
        @Nullable String problem,
        boolean blocked) {

    /** A last value, and whether it was handed out. Immutable. */
    public record Value(long value, boolean called) {}

    /** All recorded sequences. */
    public static List<SequenceState> all(Session target) {
        return target.doing("reading what the sequences were")
                .query(
                        "SELECT schema_name, sequence_name, source_value, source_called, published_value,"
                                + " published_called, problem, blocked FROM replicator.sequence_state",
                        row -> new SequenceState(
                                new QualifiedName(row.getString(1), row.getString(2)),
                                value(row, 3),
                                value(row, 5),
                                row.getString(7),
                                row.getBoolean(8)));
    }

    /** The sequences with a problem, by name. */
    static List<Progress.SequenceProblem> problems(Session target) {
        return target.query(
                "SELECT schema_name, sequence_name, problem FROM replicator.sequence_state"
                        + " WHERE problem IS NOT NULL ORDER BY schema_name, sequence_name",
                row -> new Progress.SequenceProblem(
                        new QualifiedName(row.getString(1), row.getString(2)), row.getString(3)));
    }

    /** Records them, in the session's transaction. */
    public static void record(Session target, Collection<SequenceState> states) {
        target.doing("remembering what the sequences were")
                .update(
                        SqlFile.of(SequenceState.class, "record_sequences.sql").text(),
                        texts(states, state -> state.name.schema()),
                        texts(states, state -> state.name.name()),
                        texts(states, state -> state.source == null ? null : state.source.value),
                        texts(states, state -> state.source == null ? null : state.source.called),
                        texts(states, state -> state.published == null ? null : state.published.value),
                        texts(states, state -> state.published == null ? null : state.published.called),
                        texts(states, SequenceState::problem),
                        texts(states, SequenceState::blocked));
    }

    /** Deletes their records, in the session's transaction. */
    public static void forget(Session target, Collection<QualifiedName> names) {
        List<QualifiedName> list = List.copyOf(names);
        target.doing("forgetting sequences that are gone")
                .update(
                        "DELETE FROM replicator.sequence_state AS s USING unnest(?::text[], ?::text[]) AS g (schema_name, name)"
                                + " WHERE s.schema_name = g.schema_name AND s.sequence_name = g.name",
                        list.stream().map(QualifiedName::schema).toList(),
                        list.stream().map(QualifiedName::name).toList());
    }

    private static List<@Nullable String> texts(
            Collection<SequenceState> states, Function<SequenceState, @Nullable Object> part) {
        var texts = new ArrayList<@Nullable String>();
        for (SequenceState state : states) {
            Object value = part.apply(state);
            texts.add(value == null ? null : value.toString());
        }
        return texts;
    }

    private static @Nullable Value value(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : new Value(value, row.getBoolean(column + 1));
    }
}
