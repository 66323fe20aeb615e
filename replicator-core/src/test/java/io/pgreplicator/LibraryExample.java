package io.pgreplicator;

import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.Until;

/** The whole job by the library, as the README shows it. Compiled with the tests, so that it stays true; stateless. */
final class LibraryExample {
    private LibraryExample() {}

    static void move() throws InterruptedException {
        ReplicatorConfig config = ReplicatorConfig.builder()
                .source("service=heroku")
                .target("postgresql://master@rds.example.com/app?sslmode=require")
                .build();
        try (Replicator replicator = Replicator.open(config, event -> System.out.println(event))) {
            replicator.check().forEach(System.out::println);
            try (Replication replication = replicator.start(Until.STOPPED)) {
                replication.awaitCopied(); // writers go on all the time
                replication.awaitCaughtUp(); // now stop them, wait once more, and switch
            }
            replicator.compare().forEach(System.out::println);
        }
    }
}
