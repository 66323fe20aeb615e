package io.pgreplicator.it.random;

import io.pgreplicator.it.DatabaseDiff;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.DiffOptions;
import io.pgreplicator.it.Leftovers;
import io.pgreplicator.runtime.PausePoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Plays a script on a pair of databases, which it empties first. Afterwards everything is committed, caught up with,
 * compared, uninstalled and compared again. Confined to one thread.
 */
final class HistoryRun implements AutoCloseable {
    private static final String PROLOGUE = """
            DROP SCHEMA public CASCADE;
            CREATE SCHEMA public;
            CREATE TYPE mood AS ENUM ('m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'm8', 'm9');
            CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)""";

    private final DatabasePair pair;
    private final Tally tally;
    private final Clients clients;
    private final FaultyReplicator replicator;
    private final List<String> log = new ArrayList<>();
    private boolean followed;

    private HistoryRun(DatabasePair pair, Tally tally) {
        this.pair = pair;
        this.tally = tally;
        this.clients = new Clients(pair, tally);
        this.replicator = new FaultyReplicator(pair, tally);
    }

    /** Plays the script; throws what is wrong, with the whole of it. */
    static void play(Script script, DatabasePair pair, Tally tally) throws SQLException, InterruptedException {
        tally.add("histories", 1);
        try (var run = new HistoryRun(pair, tally)) {
            try {
                run.play(script);
            } catch (SQLException | RuntimeException | AssertionError e) {
                throw new AssertionError(
                        e.getMessage() + "\n\n" + script + "\nas it went:\n" + String.join("\n", run.log), e);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        replicator.close();
        clients.commitAll();
        clients.close();
    }

    private void play(Script script) throws SQLException, InterruptedException {
        create(script.ddl());
        for (String line : script.lines()) {
            log.add(line);
            play(line);
        }
        clients.commitAll();
        catchUp();
        replicator.uninstall();
        compare();
        try (Connection source = pair.sourceSuperuser();
                Connection target = pair.targetSuperuser()) {
            List<String> left = new ArrayList<>(Leftovers.find(source));
            left.addAll(Leftovers.find(target));
            if (!left.isEmpty()) {
                throw new AssertionError("left behind: " + left);
            }
        }
    }

    private void create(List<String> ddl) throws SQLException {
        for (Connection side : List.of(pair.connectSource(), pair.connectTarget())) {
            try (side;
                    Statement statement = side.createStatement()) {
                statement.execute(PROLOGUE);
                for (String sql : ddl) {
                    statement.execute(sql);
                }
            }
        }
    }

    private void play(String line) throws SQLException, InterruptedException {
        int colon = line.indexOf(": ");
        String who = colon < 0 ? line : line.substring(0, colon);
        String what = line.substring(colon + 2);
        switch (who.split(" ", -1)[0]) {
            case "client" -> {
                String refused = clients.execute(Integer.parseInt(who.substring("client ".length())), what);
                if (!refused.isEmpty()) {
                    log.add("    -- " + refused);
                }
            }
            case "replicator" -> command(what);
            case "source", "target" -> replicator.fault(who.equals("source"), what);
            case "pause" -> Thread.sleep(100);
            case "catch" -> catchUp();
            default -> throw new IllegalArgumentException("not a line of a script: " + line);
        }
    }

    /** The place that the line ends with. */
    private static PausePoint place(String what) {
        return PausePoint.named(what.substring(what.lastIndexOf(' ') + 1)).orElseThrow();
    }

    private void command(String what) {
        if (what.startsWith("dies at ")) {
            replicator.dieAt(place(what));
        } else if (what.startsWith("holds at ")) {
            replicator.holdAt(place(what));
        } else {
            switch (what) {
                case "start" -> replicator.start();
                case "stop" -> replicator.stop();
                case "goes on" -> replicator.goOn();
                default -> throw new IllegalArgumentException("the replicator cannot do this: " + what);
            }
        }
    }

    /** The installation waits for writers, so nothing is left open before the first time. */
    private void catchUp() throws SQLException, InterruptedException {
        if (followed) {
            clients.commitTruncating();
        } else {
            clients.commitAll();
        }
        replicator.catchUp();
        followed = true;
        compare();
    }

    private void compare() throws SQLException {
        try (Connection source = pair.sourceSuperuser();
                Connection target = pair.targetSuperuser()) {
            tally.add("comparisons", 1);
            DatabaseDiff.compare(source, target, DiffOptions.replicated()).assertIdentical();
        }
    }
}
