package io.pgreplicator.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.it.Matrix;
import io.pgreplicator.it.Places;
import io.pgreplicator.it.PostgresServer;
import io.pgreplicator.it.PostgresServers;
import io.pgreplicator.it.Today;
import io.pgreplicator.runtime.PausePoint;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Faults at the named places of install, copy, index, round, acknowledge and uninstall, under writers: it goes on by itself
 * or stops with a clear error, and in the end nothing differs. A third of the faults strike, each at some of the places, others every
 * {@linkplain Today day}; with {@code -Dfault.all=true} every fault at every place. {@code kill -9} of the process is in KillIT.
 */
class FaultMatrixIT {
    private static final long SEED = 20261122;
    /** So many days take all faults, at a build a day. */
    private static final int DAYS = 4;
    /** A fault has its turn at one of so many places. */
    private static final int SHARE = 6;

    private static final int OLDEST = 13;
    private static final int MAJORS = 6;
    /** Before it the target's role may not set session_replication_role, and foreign keys come back with the uninstallation. */
    private static final int OLDEST_TO_RESTORE_FOREIGN_KEYS = 15;

    private static final Duration LIMIT = Duration.ofMinutes(15);

    private static final boolean ALL = Boolean.getBoolean("fault.all");
    private static final List<Fault> FAULTS = List.of(Fault.values());
    private static final Map<Fault, Map<PausePoint, String>> OUTCOMES = new ConcurrentSkipListMap<>();

    @AfterAll
    @SuppressWarnings("SystemOut") // for whoever looks at the build
    static void print() {
        System.out.println(table());
        OUTCOMES.keySet()
                .forEach(fault ->
                        Matrix.tell("fault %2d".formatted(FAULTS.indexOf(fault) + 1), fault + ": " + sum(fault)));
    }

    @TestFactory
    @Execution(ExecutionMode.CONCURRENT)
    Stream<DynamicTest> everyFault() {
        return IntStream.range(0, FAULTS.size())
                .filter(number -> ALL || Today.isTurn(number, DAYS))
                .mapToObj(number -> DynamicTest.dynamicTest(
                        FAULTS.get(number).toString(),
                        () -> Assertions.assertTimeoutPreemptively(LIMIT, () -> strike(number))));
    }

    private static void strike(int number) throws SQLException, InterruptedException {
        Fault fault = FAULTS.get(number);
        Set<PausePoint> places = placesOf(number);
        int sourceMajor = OLDEST + number % MAJORS;
        int targetMajor = Math.max(sourceMajor, OLDEST_TO_RESTORE_FOREIGN_KEYS + number % 4);
        try (PostgresServer source = PostgresServers.startRestartable(sourceMajor, Map.of());
                PostgresServer target = PostgresServers.startRestartable(targetMajor, Map.of());
                Site site = Site.create(source, target)) {
            Map<PausePoint, String> outcomes = new FaultCourse(fault, site, places).run(SEED + number);
            assertThat(outcomes.keySet()).as("places at which it struck").containsExactlyInAnyOrderElementsOf(places);
            OUTCOMES.put(fault, outcomes);
        }
    }

    /** The places of the day for each fault, or all: together the faults of a day strike at each place. */
    private static Set<PausePoint> placesOf(int number) {
        int turn = number / DAYS + Today.turns(DAYS);
        return IntStream.range(0, Places.ALL.size())
                .filter(i -> ALL || (i + turn) % SHARE == 0)
                .mapToObj(Places.ALL::get)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String sum(Fault fault) {
        Map<PausePoint, String> outcomes = OUTCOMES.getOrDefault(fault, Map.of());
        long stopped = outcomes.values().stream()
                .filter(outcome -> outcome.startsWith("stopped"))
                .count();
        return outcomes.size() + " places, went on by itself at " + (outcomes.size() - stopped)
                + (stopped == 0 ? "" : ", when started again at " + stopped);
    }

    private static String table() {
        var lines = new StringBuilder("Faults by place: time until the work went on by itself, or how it stopped\n");
        OUTCOMES.forEach((fault, outcomes) -> {
            lines.append(fault).append('\n');
            outcomes.forEach((place, outcome) -> lines.append("    %-28s %s%n".formatted(place, outcome)));
        });
        return lines.toString();
    }
}
