package io.pgreplicator.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.ReplicationEvent.ChunkStarted;
import io.pgreplicator.telemetry.ReplicationEvent.Ending;
import io.pgreplicator.telemetry.ReplicatorMetrics.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The meters count what the events say; {@code docs/metrics.md} is made from the rows of {@link Figure}. Rewrite it with {@code
 * mvn -pl replicator-core test -Dtest=ReplicatorMetricsTest -Dupdate-docs=true}.
 */
class ReplicatorMetricsTest {
    private static final long NOW = 5_000_000_000L;
    private static final QualifiedName TABLE = new QualifiedName("shop", "orders");
    private static final RowName ROW = new RowName(TABLE, Map.of("id", "7"));

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ReplicatorMetrics metrics = new ReplicatorMetrics(List.of(Tag.of("migration", "shop")), () -> NOW);

    ReplicatorMetricsTest() {
        metrics.bindTo(registry);
    }

    @Test
    void everyMeterIsThereWithItsUnitSentenceAndTags() {
        assertThat(registry.getMeters().stream()
                        .map(meter -> meter.getId().getName())
                        .collect(Collectors.toSet()))
                .isEqualTo(Stream.of(Figure.values()).map(Figure::meter).collect(Collectors.toSet()));
        for (Meter meter : registry.getMeters()) {
            Figure figure = Stream.of(Figure.values())
                    .filter(one -> one.meter().equals(meter.getId().getName()))
                    .findFirst()
                    .orElseThrow();
            assertThat(meter.getId().getDescription()).isEqualTo(figure.sentence());
            assertThat(meter.getId().getTag("migration")).isEqualTo("shop");
            if (!figure.unit().isEmpty()) {
                assertThat(meter.getId().getBaseUnit()).isEqualTo(figure.unit());
            }
        }
    }

    @Test
    void whatIsCopiedBuiltAndCarriedIsCounted() {
        metrics.on(chunk(1, 100, 4_000));
        metrics.on(chunk(2, 50, 2_000));
        metrics.on(build(Ending.done(Duration.ofSeconds(3))));
        metrics.on(round(1, 12, Ending.done(Duration.ofMillis(250))));
        metrics.on(round(2, 3, Ending.done(Duration.ofMillis(750))));
        metrics.on(new ReplicationEvent.Retrying("a round", "connection lost", 1, Duration.ofSeconds(1)));
        assertThat(count(Figure.COPIED_ROWS)).isEqualTo(150);
        assertThat(count(Figure.COPIED_BYTES)).isEqualTo(6_000);
        assertThat(count(Figure.COPIED_CHUNKS)).isEqualTo(2);
        assertThat(count(Figure.KEYS)).isEqualTo(15);
        assertThat(count(Figure.RETRIES)).isEqualTo(1);
        assertThat(registry.get(Figure.INDEX_BUILDS.meter()).functionTimer().totalTime(TimeUnit.SECONDS))
                .isEqualTo(3);
        assertThat(registry.get(Figure.ROUNDS.meter()).functionTimer().count()).isEqualTo(2);
        assertThat(registry.get(Figure.ROUNDS.meter()).functionTimer().totalTime(TimeUnit.SECONDS))
                .isEqualTo(1);
    }

    @Test
    void whatFailedOrWasStoppedIsNotCounted() {
        metrics.on(new ReplicationEvent.ChunkEnded(new ChunkStarted(TABLE, 1), 0, 0, Ending.stopped(Duration.ZERO)));
        metrics.on(round(1, 12, Ending.failed(ErrorCode.TARGET_FAILED, Duration.ofSeconds(1))));
        metrics.on(build(Ending.failed(ErrorCode.TARGET_FAILED, Duration.ofSeconds(1))));
        assertThat(count(Figure.COPIED_CHUNKS)).isZero();
        assertThat(count(Figure.KEYS)).isZero();
        assertThat(registry.get(Figure.ROUNDS.meter()).functionTimer().count()).isZero();
        assertThat(registry.get(Figure.INDEX_BUILDS.meter()).functionTimer().count())
                .isZero();
    }

    @Test
    void theLagGrowsFromTheLastMomentAtWhichEverythingWasThere() {
        assertThat(gauge(Figure.LAG)).isNaN();
        metrics.on(new ReplicationEvent.Synced(NOW - 1_500_000_000L));
        assertThat(gauge(Figure.LAG)).isEqualTo(1.5);
    }

    @Test
    void whatIsOpenGoesDownAgain() {
        var object = new OpenObject("index", TABLE, "orders_v", "twice", "CREATE INDEX", "", false);
        metrics.on(new ReplicationEvent.RowRefused(ROW, "23514", "small"));
        metrics.on(new ReplicationEvent.RowRefused(ROW, "23514", "small"));
        metrics.on(new ReplicationEvent.ObjectLeftOpen(object));
        assertThat(gauge(Figure.REFUSED_ROWS)).isEqualTo(1);
        assertThat(gauge(Figure.OPEN_OBJECTS)).isEqualTo(1);
        metrics.on(new ReplicationEvent.RowArrived(ROW));
        metrics.on(new ReplicationEvent.ObjectRestored(TABLE, "orders_v"));
        assertThat(gauge(Figure.REFUSED_ROWS)).isZero();
        assertThat(gauge(Figure.OPEN_OBJECTS)).isZero();
    }

    @Test
    void onePhaseIsThePresentOne() {
        metrics.on(new ReplicationEvent.PhaseStarted(Phase.FOLLOWING));
        assertPhase(Phase.FOLLOWING);
        metrics.on(new ReplicationEvent.RunEnded(
                new ReplicationEvent.RunStarted(), Ending.failed(ErrorCode.SOURCE_FAILED, Duration.ofSeconds(9))));
        assertPhase(Phase.FAILED);
    }

    @Test
    void aRunThatHasEndedIsInNoPhase() {
        var following = new ReplicationEvent.PhaseStarted(Phase.FOLLOWING);
        metrics.on(following);
        assertPhase(Phase.FOLLOWING);
        metrics.on(new ReplicationEvent.PhaseEnded(following, Ending.stopped(Duration.ofSeconds(9))));
        assertPhase(null);
    }

    private void assertPhase(@Nullable Phase present) {
        for (Phase phase : Phase.values()) {
            assertThat(registry.get(Figure.PHASE.meter())
                            .tag("phase", phase.toString())
                            .gauge()
                            .value())
                    .isEqualTo(phase == present ? 1 : 0);
        }
    }

    private static ReplicationEvent chunk(long number, long rows, long bytes) {
        return new ReplicationEvent.ChunkEnded(
                new ChunkStarted(TABLE, number), rows, bytes, Ending.done(Duration.ofSeconds(1)));
    }

    private static ReplicationEvent round(long number, long keys, Ending ending) {
        return new ReplicationEvent.RoundEnded(new ReplicationEvent.RoundStarted(number), keys, ending);
    }

    private static ReplicationEvent build(Ending ending) {
        return new ReplicationEvent.ObjectBuildEnded(
                new ReplicationEvent.ObjectBuildStarted("index", TABLE, "orders_pkey"), ending);
    }

    @Test
    void documentHoldsTheTable() throws IOException {
        Path file = Path.of(System.getProperty("basedir", "")).resolve("../docs/metrics.md");
        String present = Files.readString(file);
        String wanted = present.substring(0, present.indexOf("| meter |")) + table();
        if (Boolean.getBoolean("update-docs")) {
            Files.writeString(file, wanted);
            return;
        }
        assertThat(present)
                .as("docs/metrics.md; rewrite it with -Dtest=ReplicatorMetricsTest -Dupdate-docs=true")
                .isEqualTo(wanted);
    }

    private static String table() {
        return Stream.of(Figure.values())
                .map(figure -> "| `%s` | %s | %s | %s |\n"
                        .formatted(
                                figure.meter(),
                                figure.kind().name().toLowerCase(Locale.ROOT),
                                figure.unit(),
                                figure.sentence()))
                .collect(Collectors.joining("", "| meter | kind | unit | what it says |\n|---|---|---|---|\n", ""));
    }

    private double count(Figure figure) {
        return registry.get(figure.meter()).functionCounter().count();
    }

    private double gauge(Figure figure) {
        return registry.get(figure.meter()).gauge().value();
    }
}
