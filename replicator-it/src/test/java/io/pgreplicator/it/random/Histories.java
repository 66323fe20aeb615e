package io.pgreplicator.it.random;

import io.pgreplicator.it.random.TableShape.KeyKind;
import io.pgreplicator.it.random.TableShape.Layout;
import io.pgreplicator.it.random.TableShape.Unique;
import io.pgreplicator.runtime.PausePoint;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/** How histories are drawn: the first of each kind is the plainest, and what failures are shrunk to. Stateless. */
final class Histories {
    private static final int CLIENTS = 3;
    /** Where a run that goes on comes by again and again. */
    static final List<PausePoint> ROUND_PLACES = List.of(
            PausePoint.ROUND_BEFORE_BATCH_COMMIT, PausePoint.ROUND_BEFORE_COMMIT, PausePoint.ROUND_AFTER_COMMIT);

    static final List<PausePoint> PLACES = List.of(
            PausePoint.INSTALL_CONTROL_SCHEMA,
            PausePoint.INSTALL_CAPTURE_SCHEMA,
            PausePoint.INSTALL_CAPTURED,
            PausePoint.COPY_PLANNED,
            PausePoint.COPY_BEFORE_COMMIT,
            PausePoint.COPY_AFTER_COMMIT,
            PausePoint.INDEX_BEFORE_BUILD,
            PausePoint.INDEX_AFTER_BUILD,
            PausePoint.ROUND_BEFORE_BATCH_COMMIT,
            PausePoint.ROUND_BEFORE_COMMIT,
            PausePoint.ROUND_AFTER_COMMIT);

    private Histories() {}

    static Arbitrary<History> arbitrary() {
        Arbitrary<Step> row = write(Verb.INSERT, Verb.INSERT_MANY, Verb.INSERT_INTO_PART);
        return Combinators.combine(
                        table().list().ofMinSize(1).ofMaxSize(4),
                        row.list().ofMaxSize(12),
                        step().list().ofMinSize(1).ofMaxSize(70).withSizeDistribution(RandomDistribution.uniform()))
                .as((tables, rows, steps) -> new History(
                        tables, Stream.concat(rows.stream(), steps.stream()).toList()));
    }

    private static Arbitrary<TableSpec> table() {
        Arbitrary<ColumnType> keyType =
                Arbitraries.of(Arrays.asList(ColumnType.values()).subList(0, ColumnType.FOR_KEYS));
        Arbitrary<List<ColumnType>> key = Arbitraries.frequencyOf(
                Tuple.of(3, keyType.list().ofSize(1)),
                Tuple.of(2, keyType.list().ofSize(2)),
                Tuple.of(1, keyType.list().ofSize(3)));
        return Combinators.combine(
                        key,
                        Arbitraries.of(ColumnType.class).list().ofMaxSize(4),
                        Arbitraries.frequency(
                                Tuple.of(5, KeyKind.PRIMARY_KEY),
                                Tuple.of(2, KeyKind.UNIQUE_INDEX),
                                Tuple.of(1, KeyKind.DEFERRABLE_KEY)),
                        Arbitraries.frequency(
                                Tuple.of(5, Layout.PLAIN),
                                Tuple.of(1, Layout.RANGE),
                                Tuple.of(1, Layout.LIST),
                                Tuple.of(1, Layout.HASH),
                                Tuple.of(1, Layout.INHERITED)),
                        Arbitraries.frequency(
                                Tuple.of(3, Unique.NONE), Tuple.of(2, Unique.PLAIN), Tuple.of(1, Unique.DEFERRABLE)),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 3),
                        actions())
                .as(TableSpec::new);
    }

    private static Arbitrary<String> actions() {
        Arbitrary<String> action = Arbitraries.of("NO ACTION", "CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT");
        return Combinators.combine(action, action, Arbitraries.of("", " DEFERRABLE INITIALLY DEFERRED"))
                .as((delete, update, deferral) -> " ON DELETE " + delete + " ON UPDATE " + update + deferral);
    }

    private static Arbitrary<Step> step() {
        return Arbitraries.frequencyOf(
                Tuple.of(24, write(Verb.INSERT, Verb.UPDATE, Verb.DELETE, Verb.INSERT_OR_UPDATE, Verb.INSERT_MANY)),
                Tuple.of(12, write(Verb.values())),
                Tuple.of(8, write(Verb.CHANGE_KEY, Verb.SWAP_KEYS, Verb.SWAP_UNIQUE, Verb.SET_REFERENCE)),
                Tuple.of(4, say("BEGIN")),
                Tuple.of(4, say("COMMIT")),
                Tuple.of(1, say("ROLLBACK")),
                Tuple.of(2, say("SAVEPOINT s", "ROLLBACK TO s")),
                Tuple.of(
                        2,
                        say(
                                "PREPARE TRANSACTION 'p1'",
                                "COMMIT PREPARED 'p1'",
                                "PREPARE TRANSACTION 'p2'",
                                "COMMIT PREPARED 'p2'",
                                "ROLLBACK PREPARED 'p1'")),
                Tuple.of(
                        1,
                        say(
                                "SET DateStyle = 'ISO, DMY'",
                                "SET extra_float_digits = -15",
                                "SET IntervalStyle = sql_standard",
                                "SET bytea_output = escape",
                                "SET TimeZone = 'Asia/Kathmandu'",
                                "BEGIN ISOLATION LEVEL REPEATABLE READ",
                                "BEGIN ISOLATION LEVEL SERIALIZABLE")),
                Tuple.of(4, event("catch up")),
                Tuple.of(4, event("pause")),
                Tuple.of(3, event("replicator: start")),
                Tuple.of(1, event("replicator: stop")),
                Tuple.of(2, Arbitraries.of(PLACES).map(place -> new Step.Event("replicator: dies at " + place))),
                Tuple.of(2, Arbitraries.of(PLACES).map(place -> new Step.Event("replicator: holds at " + place))),
                Tuple.of(2, event("replicator: goes on")),
                Tuple.of(
                        2,
                        event(
                                "source: cut",
                                "source: kill",
                                "source: stall",
                                "target: cut",
                                "target: kill",
                                "target: stall")));
    }

    private static Arbitrary<Step> write(Verb... verbs) {
        Arbitrary<Integer> row = Arbitraries.integers().between(0, 8);
        return Combinators.combine(
                        client(), Arbitraries.of(verbs), Arbitraries.integers().between(0, 3), row, row)
                .as(Step.Write::new);
    }

    private static Arbitrary<Step> say(String... statements) {
        return Combinators.combine(client(), Arbitraries.of(statements)).as(Step.Say::new);
    }

    private static Arbitrary<Step> event(String... events) {
        return Arbitraries.of(events).map(Step.Event::new);
    }

    private static Arbitrary<Integer> client() {
        return Arbitraries.integers().between(1, CLIENTS);
    }
}
