package io.pgreplicator.it;

import io.pgreplicator.config.ByteSize;
import io.pgreplicator.config.CopyOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.RoundOptions;
import java.time.Duration;

/** Small chunks, batches, segments and limits, so that few rows go through every path. Stateless, thread-safe. */
public final class SmallSteps {
    private SmallSteps() {}

    /** The configuration of a pair of databases in small steps. */
    public static ReplicatorConfig.Builder config(DatabasePair pair) {
        return ReplicatorConfig.builder()
                .source(pair.sourceUri())
                .target(pair.targetUri())
                .copy(new CopyOptions(3, ByteSize.ofKilobytes(64), 2, ByteSize.ofMegabytes(16)))
                .rounds(new RoundOptions(
                        3,
                        50,
                        ByteSize.ofKilobytes(64),
                        ByteSize.ofKilobytes(256),
                        200,
                        ByteSize.ofKilobytes(64),
                        Duration.ofMillis(10),
                        Duration.ofMillis(100),
                        1000,
                        Duration.ofMillis(500)));
    }
}
