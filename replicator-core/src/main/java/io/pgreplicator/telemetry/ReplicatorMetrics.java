package io.pgreplicator.telemetry;

import static io.pgreplicator.telemetry.ReplicationListener.when;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.pgreplicator.telemetry.ReplicationEvent.ChunkEnded;
import io.pgreplicator.telemetry.ReplicationEvent.ObjectBuildEnded;
import io.pgreplicator.telemetry.ReplicationEvent.ObjectLeftOpen;
import io.pgreplicator.telemetry.ReplicationEvent.ObjectLetGo;
import io.pgreplicator.telemetry.ReplicationEvent.ObjectRestored;
import io.pgreplicator.telemetry.ReplicationEvent.Outcome;
import io.pgreplicator.telemetry.ReplicationEvent.PhaseEnded;
import io.pgreplicator.telemetry.ReplicationEvent.PhaseStarted;
import io.pgreplicator.telemetry.ReplicationEvent.Retrying;
import io.pgreplicator.telemetry.ReplicationEvent.RoundEnded;
import io.pgreplicator.telemetry.ReplicationEvent.RowArrived;
import io.pgreplicator.telemetry.ReplicationEvent.RowRefused;
import io.pgreplicator.telemetry.ReplicationEvent.RunEnded;
import io.pgreplicator.telemetry.ReplicationEvent.Synced;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one replication for a Micrometer registry, computed from its events alone: no scrape queries a database.
 * Pass it to {@code Replicator.open} as the listener, or forward events to it, and bind it to any number of registries. Its
 * counters start at zero in every new process. {@code docs/metrics.md} lists the meters. Thread-safe.
 */
public final class ReplicatorMetrics implements MeterBinder, ReplicationListener {

    /** How a meter behaves. Immutable. */
    public enum Kind {
        COUNTER,
        GAUGE,
        TIMER
    }

    /** Every meter: its name, its kind, its base unit and its description. Immutable. */
    public enum Figure {
        COPIED_ROWS(
                "replicator.copy.rows", Kind.COUNTER, "rows", "Rows that the initial copy has brought to the target."),
        COPIED_BYTES(
                "replicator.copy.bytes",
                Kind.COUNTER,
                "bytes",
                "Bytes of COPY text that the initial copy has brought to the target."),
        COPIED_CHUNKS("replicator.copy.chunks", Kind.COUNTER, "chunks", "Chunks committed on the target."),
        INDEX_BUILDS(
                "replicator.index.builds",
                Kind.TIMER,
                "seconds",
                "Indexes and constraints built on the target, and the time."),
        ROUNDS("replicator.rounds", Kind.TIMER, "seconds", "Rounds that carried changes, and the time that they took."),
        KEYS(
                "replicator.round.keys",
                Kind.COUNTER,
                "keys",
                "Changed keys that rounds have carried, each once a round."),
        LAG(
                "replicator.lag",
                Kind.GAUGE,
                "seconds",
                "Age of the oldest commit of the source that may not be on the target, refused rows left out; not a number before the first round."),
        RETRIES("replicator.retries", Kind.COUNTER, "retries", "Attempts that failed and are made again."),
        REFUSED_ROWS(
                "replicator.refused.rows",
                Kind.GAUGE,
                "rows",
                "Rows that the target refused since the start, less those that arrived."),
        OPEN_OBJECTS(
                "replicator.open.objects",
                Kind.GAUGE,
                "objects",
                "Indexes, constraints, triggers and statistics of the target that could not be put back so far."),
        PHASE(
                "replicator.phase",
                Kind.GAUGE,
                "",
                "1 for the present phase, by the tag phase; 0 for the others, and for all once the run has ended.");

        private final String meter;
        private final Kind kind;
        private final String unit;
        private final String sentence;

        Figure(String meter, Kind kind, String unit, String sentence) {
            this.meter = meter;
            this.kind = kind;
            this.unit = unit;
            this.sentence = sentence;
        }

        /** The meter's name, as Micrometer writes it. */
        public String meter() {
            return meter;
        }

        public Kind kind() {
            return kind;
        }

        /** The base unit; empty for a figure without one. */
        public String unit() {
            return unit;
        }

        /** What it says, for people. */
        public String sentence() {
            return sentence;
        }
    }

    private final ReplicationListener counting = counting();
    private final Tags tags;
    private final LongSupplier nanos;
    private final LongAdder rows = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder chunks = new LongAdder();
    private final LongAdder builds = new LongAdder();
    private final LongAdder buildNanos = new LongAdder();
    private final LongAdder rounds = new LongAdder();
    private final LongAdder roundNanos = new LongAdder();
    private final LongAdder keys = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final Set<RowName> refused = ConcurrentHashMap.newKeySet();
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Long syncedNanos;
    private volatile @Nullable Phase phase = Phase.NEW;

    /** Meters without tags: for one replication in a process. */
    public ReplicatorMetrics() {
        this(Tags.empty());
    }

    /** Every meter carries the tags, so that several replications of one process can be told apart. */
    public ReplicatorMetrics(Iterable<Tag> tags) {
        this(tags, System::nanoTime);
    }

    ReplicatorMetrics(Iterable<Tag> tags, LongSupplier nanos) {
        this.tags = Tags.of(tags);
        this.nanos = nanos;
    }

    @Override
    public void on(ReplicationEvent event) {
        counting.on(event);
    }

    private ReplicationListener counting() {
        return when(Synced.class, now -> syncedNanos = now.upToNanos())
                .andThen(when(ChunkEnded.class, this::count))
                .andThen(when(RoundEnded.class, this::count))
                .andThen(when(ObjectBuildEnded.class, this::count))
                .andThen(when(Retrying.class, retry -> retries.increment()))
                .andThen(when(PhaseStarted.class, entered -> phase = entered.phase()))
                .andThen(when(PhaseEnded.class, ended -> phase = null))
                .andThen(when(RunEnded.class, this::noteFailure))
                .andThen(when(RowRefused.class, row -> refused.add(row.row())))
                .andThen(when(RowArrived.class, row -> refused.remove(row.row())))
                .andThen(when(ObjectLeftOpen.class, left -> open.add(name(left.object()))))
                .andThen(when(ObjectLetGo.class, gone -> open.remove(gone.table() + " " + gone.name())))
                .andThen(when(ObjectRestored.class, back -> open.remove(back.table() + " " + back.name())));
    }

    private void count(ChunkEnded chunk) {
        if (chunk.ending().isDone()) {
            chunks.increment();
            rows.add(chunk.rows());
            bytes.add(chunk.bytes());
        }
    }

    private void count(RoundEnded round) {
        if (round.ending().isDone()) {
            rounds.increment();
            roundNanos.add(round.ending().elapsed().toNanos());
            keys.add(round.keys());
        }
    }

    private void count(ObjectBuildEnded build) {
        if (build.ending().isDone()) {
            builds.increment();
            buildNanos.add(build.ending().elapsed().toNanos());
        }
    }

    private void noteFailure(RunEnded run) {
        if (run.ending().outcome() == Outcome.FAILED) {
            phase = Phase.FAILED;
        }
    }

    private static String name(OpenObject object) {
        return object.table() + " " + object.name();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        count(registry, Figure.COPIED_ROWS, rows);
        count(registry, Figure.COPIED_BYTES, bytes);
        count(registry, Figure.COPIED_CHUNKS, chunks);
        count(registry, Figure.KEYS, keys);
        count(registry, Figure.RETRIES, retries);
        time(registry, Figure.INDEX_BUILDS, builds, buildNanos);
        time(registry, Figure.ROUNDS, rounds, roundNanos);
        size(registry, Figure.REFUSED_ROWS, refused);
        size(registry, Figure.OPEN_OBJECTS, open);
        TimeGauge.builder(Figure.LAG.meter, this::lagNanos, TimeUnit.NANOSECONDS)
                .description(Figure.LAG.sentence)
                .tags(tags)
                .register(registry);
        for (Phase one : Phase.values()) {
            Gauge.builder(Figure.PHASE.meter, () -> phase == one ? 1 : 0)
                    .description(Figure.PHASE.sentence)
                    .tags(tags.and("phase", one.toString()))
                    .register(registry);
        }
    }

    private double lagNanos() {
        Long upTo = syncedNanos;
        return upTo == null ? Double.NaN : nanos.getAsLong() - upTo;
    }

    private void count(MeterRegistry registry, Figure figure, LongAdder counter) {
        FunctionCounter.builder(figure.meter, counter, LongAdder::sum)
                .description(figure.sentence)
                .baseUnit(figure.unit)
                .tags(tags)
                .register(registry);
    }

    private void time(MeterRegistry registry, Figure figure, LongAdder count, LongAdder nanos) {
        FunctionTimer.builder(figure.meter, count, LongAdder::sum, total -> nanos.sum(), TimeUnit.NANOSECONDS)
                .description(figure.sentence)
                .tags(tags)
                .register(registry);
    }

    private void size(MeterRegistry registry, Figure figure, Set<?> set) {
        Gauge.builder(figure.meter, set, Set::size)
                .description(figure.sentence)
                .baseUnit(figure.unit)
                .tags(tags)
                .register(registry);
    }
}
