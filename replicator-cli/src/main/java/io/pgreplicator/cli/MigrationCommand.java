package io.pgreplicator.cli;

import io.pgreplicator.Replicator;
import io.pgreplicator.cli.console.Failures;
import io.pgreplicator.cli.console.GeneralOptions;
import io.pgreplicator.cli.option.FilePausePoint;
import io.pgreplicator.cli.option.MigrationOptions;
import io.pgreplicator.cli.option.PausableReplicator;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.telemetry.ReplicationListener;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** The options of every verb that works on a migration. Confined to one thread. */
abstract class MigrationCommand implements Callable<Integer> {
    final Surroundings surroundings;

    @Mixin
    final MigrationOptions migration = new MigrationOptions();

    @Mixin
    private final GeneralOptions general = new GeneralOptions();

    MigrationCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Starts the log according to the options, and returns the migration that they describe. */
    final ReplicatorConfig begin() {
        startLog();
        return migration.config(surroundings.environment());
    }

    /** Opens the replicator. A test may have asked for it to be held at one pause point. */
    static Replicator open(ReplicatorConfig config, ReplicationListener listener) {
        return PausableReplicator.open(config, listener, FilePausePoint.ofSystemProperty());
    }

    /** Reports a failure of the work as a command that throws it would; returns the exit code. */
    final int reportFailure(Throwable failure) {
        return new Failures(surroundings.err()).report(failure, general.debug());
    }

    final void startLog() {
        general.startLog(surroundings.err());
    }
}
