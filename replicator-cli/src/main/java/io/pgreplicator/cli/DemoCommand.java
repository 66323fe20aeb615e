package io.pgreplicator.cli;

import io.pgreplicator.cli.console.GeneralOptions;
import io.pgreplicator.cli.demo.Demo;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Demonstrates a whole migration on two servers of its own. Confined to one thread. */
@Command(
        name = "demo",
        description = "Shows the whole job on two PostgreSQL servers of its own: copy under live writes, follow,"
                + " compare every row.",
        footer = {"", "Needs no database and no configuration; leaves nothing behind. Exits with 4 should a row differ."
        })
final class DemoCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final GeneralOptions general = new GeneralOptions();

    DemoCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        general.startLog(surroundings.err());
        return new Demo(surroundings.out()).run();
    }
}
