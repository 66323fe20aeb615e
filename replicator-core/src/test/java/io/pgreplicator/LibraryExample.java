package io.pgreplicator;

import static io.pgreplicator.telemetry.ReplicationListener.when;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.telemetry.CheckReport;
import io.pgreplicator.telemetry.ReplicationEvent.Retrying;
import io.pgreplicator.telemetry.ReplicationEvent.RowRefused;
import io.pgreplicator.telemetry.ReplicationEvent.RunEnded;
import io.pgreplicator.telemetry.ReplicationListener;
import io.pgreplicator.telemetry.ReplicatorMetrics;
import java.util.List;
import java.util.Map;

/** The library as its documents show it: the first one is the README's. Compiled with the tests, so that it stays true; stateless. */
final class LibraryExample {
    private LibraryExample() {}

    static void move() throws InterruptedException {
        ReplicatorConfig config = ReplicatorConfig.builder()
                .source("service=heroku")
                .target("postgresql://master@rds.example.com/app?sslmode=require")
                .build();
        try (Replicator replicator = Replicator.open(config, event -> System.out.println(event))) {
            CheckReport check = replicator.check();
            check.findings().forEach(System.out::println);
            if (!check.isReady()) {
                return;
            }
            try (Replication replication = replicator.start()) {
                replication.awaitCopied(); // writers go on all the time
                // the source refuses writers from now on; foreign keys and triggers of the target are back as well
                replication.endWhenSwitched(CutoverOptions.defaults()).await();
            }
            System.out.println(replicator.compare().isEqual());
            replicator.uninstall();
        }
    }

    static void copyOnly(ReplicatorConfig config) throws InterruptedException {
        try (Replicator replicator = Replicator.open(config);
                Replication replication = replicator.start().endWhenCopied()) {
            replication.await();
        }
    }

    static void holdAtNight(Replication replication) {
        System.out.println(replication.pause());
        System.out.println(replication.set(Map.of("rounds.max-pause", "5s")));
        System.out.println(replication.resume());
    }

    static void tellOfTrouble(ReplicatorConfig config) throws InterruptedException {
        ReplicationListener trouble = when(RowRefused.class, row -> System.err.println(row.row() + ": " + row.reason()))
                .andThen(when(Retrying.class, retry -> System.err.println(retry.what() + ": " + retry.reason())))
                .andThen(when(RunEnded.class, run -> System.err.println(run.ending())));
        try (Replicator replicator = Replicator.open(config, trouble);
                Replication replication = replicator.start()) {
            replication.await();
        }
    }

    /** As docs/metrics.md shows it. */
    static void measure(ReplicatorConfig config, MeterRegistry registry) throws InterruptedException {
        var metrics = new ReplicatorMetrics(List.of(Tag.of("migration", "shop")));
        metrics.bindTo(registry);
        try (Replicator replicator = Replicator.open(config, metrics)) {
            try (Replication replication = replicator.start()) {
                replication.await();
            }
        }
    }
}
