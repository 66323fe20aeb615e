package io.pgreplicator.it.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.it.DatabaseDiff;
import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.DiffOptions;
import io.pgreplicator.it.Patience;
import io.pgreplicator.it.ReplicatorProcess;
import io.pgreplicator.it.TcpProxy;
import io.pgreplicator.it.random.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;

/** Cutovers of one pair under clients, there and back, by processes to which something happens. Confined to one thread. */
final class Storm implements AutoCloseable {
    /** How much longer a pause may look than it was, on a machine that has much else to do. */
    private static final long SLACK_NANOS = Duration.ofSeconds(3).toNanos();

    private static final int ALONE_MILLIS = 3_000;

    private static final int KILLED = 137;
    private static final int INTERRUPTED = 130;
    private static final int ROLLED_BACK = 5;
    private static final int LED_BY_ANOTHER = 7;
    /** By the check: another one leads in the other direction. */
    private static final int REFUSED = 3;
    /** How a command may end that the storm has struck: rolled back, without a server, without the leadership. */
    private static final Set<Integer> STRUCK = Set.of(0, ROLLED_BACK, 6, LED_BY_ANOTHER, INTERRUPTED, KILLED);

    private static final Set<Integer> UNSTRUCK = Set.of(0, ROLLED_BACK);

    private static final int ATTEMPTS = 30;

    private final DatabasePair pair;
    private final Path directory;
    private final Writes writes = new Writes();
    private final StormClients clients;
    private final TcpProxy source;
    private final TcpProxy target;
    private final Tally tally = new Tally();
    private final List<Long> calmMillis = new ArrayList<>();
    private final List<Long> struckMillis = new ArrayList<>();
    private long longestWaitMillis;
    private long longestTurnMillis;
    private String longestTurn = "";
    private Attendance attendance = new Attendance();
    private int played;
    /** The transactions up to this one were on the primary. */
    private long checked;

    /** {@code directory}: for the signs of processes that have come somewhere. */
    Storm(DatabasePair pair, Path directory, long seed) {
        this.pair = pair;
        this.directory = directory;
        this.source = TcpProxy.to(pair.source());
        this.target = TcpProxy.to(pair.target());
        this.clients = new StormClients(pair, writes, seed);
    }

    /** Copies, prepares the way back, and learns which errors the clients see without any cutover. */
    Set<String> begin() throws InterruptedException {
        succeed(List.of("run", "--until", "caught-up"));
        clients.begin();
        Thread.sleep(ALONE_MILLIS);
        Set<String> usual = clients.errors().kinds();
        succeed(List.of("cutover", "--rehearse"));
        clients.probe();
        return usual;
    }

    private void succeed(List<String> verb) {
        try (ReplicatorProcess process = start(verb, Map.of())) {
            assertThat(process.waitFor(Patience.LIMIT)).as(process.toString()).isZero();
        }
    }

    private ReplicatorProcess start(List<String> verb, Map<String, String> properties) {
        return start(verb, properties, pair.sourceUri(), pair.targetUri());
    }

    private static ReplicatorProcess start(
            List<String> verb, Map<String, String> properties, String sourceUri, String targetUri) {
        var all = new ArrayList<>(verb);
        all.addAll(List.of("--source", sourceUri, "--target", targetUri, "--set", "sessions.silence-limit=1s"));
        return ReplicatorProcess.start(all, properties, Map.of());
    }

    /** Throws an {@link AssertionError} when something was seen that must not be. */
    void play(StormRound round) throws SQLException, InterruptedException, IOException {
        boolean left = isOpen(true);
        assertThat(isOpen(false)).isNotEqualTo(left);
        clients.whileQuiet(writes::clear);
        attendance = new Attendance();
        clients.awaitMore(left, 20);
        Path sign = directory.resolve("round-" + played++);
        Map<String, String> properties =
                round.fault().strikes() ? Map.of("replicator.pause-at", round.place() + ":" + sign) : Map.of();
        attendance.enter();
        try (ReplicatorProcess process = start(
                cutover(round, left), properties, source.through(pair.sourceUri()), target.through(pair.targetUri()))) {
            boolean struck = round.fault().strikes() && isReached(process, sign);
            if (struck) {
                strike(round, left, process, sign);
            }
            int code = process.waitFor(Patience.LIMIT);
            attendance.leave();
            tally.add("exit " + code, 1);
            tally.add((struck ? "" : round.fault().strikes() ? "not struck by " : "") + round.fault(), 1);
            // those who truncate and lock tables may keep it from switching until its deadline
            assertThat(struck ? STRUCK : UNSTRUCK).as(process.toString()).contains(code);
            assertKept(code, round, left, process);
            if (code != 0) {
                settle(round, left);
            }
        }
        source.refuse(false);
        target.refuse(false);
        assertSettled(round, left);
    }

    private static List<String> cutover(StormRound round, boolean left) {
        var verb = new ArrayList<>(List.of(
                "cutover",
                "--json",
                "--max-pause",
                StormRound.MAX_PAUSE_MILLIS + "ms",
                "--deadline",
                round.deadlineMillis() + "ms"));
        if (!left) {
            verb.add("--back");
        }
        if (round.rehearsals() > 0) {
            verb.addAll(List.of("--rehearse", String.valueOf(round.rehearsals())));
        }
        return verb;
    }

    private static boolean isReached(ReplicatorProcess process, Path sign) {
        Awaitility.await().until(() -> Files.exists(sign) || !process.isAlive());
        return process.isAlive() || Files.exists(sign);
    }

    private void strike(StormRound round, boolean left, ReplicatorProcess process, Path sign)
            throws SQLException, InterruptedException, IOException {
        if (round.delayMillis() >= 0) {
            Files.delete(sign);
            Thread.sleep(round.delayMillis());
        }
        TcpProxy proxy = round.onSource() ? source : target;
        switch (round.fault()) {
            case KILL -> process.kill9();
            case SLEEP -> sleep(process, sign, () -> Thread.sleep(round.lastsMillis()));
            case SLEEP_BESIDE_ANOTHER -> sleep(process, sign, () -> besideAnother(round, left));
            case SLEEP_WHILE_ANOTHER_LEADS -> sleep(process, sign, () -> whileAnotherLeads(round, left));
            case BLACK_HOLE -> {
                attendance.leave();
                proxy.stall();
                Files.deleteIfExists(sign);
                Thread.sleep(round.lastsMillis());
                proxy.resume();
                attendance.enter();
            }
            case CUT -> proxy.cut();
            case LOST_ANSWER -> proxy.loseNextAnswer("COMMIT");
            case TERMINATED -> terminate(round.onSource());
            case INTERRUPT -> process.signal("INT");
            default -> throw new IllegalStateException(round.toString());
        }
        Files.deleteIfExists(sign);
    }

    /** What happens while the process is stopped. */
    private interface Meanwhile {
        void run() throws SQLException, InterruptedException, IOException;
    }

    private void sleep(ReplicatorProcess process, Path sign, Meanwhile meanwhile)
            throws SQLException, InterruptedException, IOException {
        process.signal("STOP");
        attendance.leave();
        Files.deleteIfExists(sign);
        try {
            meanwhile.run();
        } finally {
            process.signal("CONT");
            attendance.enter();
        }
    }

    private void besideAnother(StormRound round, boolean left) throws InterruptedException {
        Thread.sleep(round.lastsMillis());
        try (ReplicatorProcess second = start(next(round, left), Map.of())) {
            int code = second.waitFor(Patience.LIMIT);
            tally.add("another one exits " + code, 1);
            assertThat(code).as(second.toString()).isIn(0, LED_BY_ANOTHER, REFUSED);
        }
    }

    private void whileAnotherLeads(StormRound round, boolean left) throws SQLException, InterruptedException {
        Thread.sleep(round.lastsMillis());
        for (TcpProxy proxy : List.of(source, target)) {
            proxy.refuse(true);
            proxy.cut();
        }
        settle(round, left);
        attendance.leave();
        source.refuse(false);
        target.refuse(false);
    }

    private void terminate(boolean onSource) throws SQLException {
        try (Connection side = onSource ? pair.connectSource() : pair.connectTarget();
                Statement statement = side.createStatement()) {
            statement.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                            + " AND application_name LIKE 'replicator%'");
        }
    }

    /** What the user runs next. */
    private static List<String> next(StormRound round, boolean left) {
        return round.run() || round.rehearsals() > 0
                ? List.of("run", "--until", "caught-up")
                : left ? List.of("cutover", "--json") : List.of("cutover", "--json", "--back");
    }

    /** Runs the next command until it has done what it is for. */
    private void settle(StormRound round, boolean left) throws SQLException, InterruptedException {
        List<String> verb = next(round, left);
        for (int attempt = 1; ; attempt++) {
            attendance.enter();
            try (ReplicatorProcess process = start(verb, Map.of())) {
                int code = process.waitFor(Patience.LIMIT);
                attendance.leave();
                tally.add("then " + verb.get(0) + " exits " + code, 1);
                if (code == 0) {
                    assertThat(isOpen(true)).isNotEqualTo(isOpen(false));
                    assertThat(isOpen(!left) || !"cutover".equals(verb.get(0)))
                            .as(process.toString())
                            .isTrue();
                    return;
                }
                assertThat(code).as(process.toString()).isIn(ROLLED_BACK, 6, LED_BY_ANOTHER);
                assertThat(attempt).as(process.toString()).isLessThan(ATTEMPTS);
            }
            Thread.sleep(100);
        }
    }

    /** What an exit code says is so. */
    private void assertKept(int code, StormRound round, boolean left, ReplicatorProcess process) throws SQLException {
        boolean alone = round.fault() != StormRound.Fault.SLEEP_BESIDE_ANOTHER
                && round.fault() != StormRound.Fault.SLEEP_WHILE_ANOTHER_LEADS;
        boolean switched = !isOpen(left);
        if (code == 0 && round.rehearsals() == 0) {
            assertThat(switched && isOpen(!left)).as(process.toString()).isTrue();
        }
        if (alone && (code == ROLLED_BACK || code == INTERRUPTED || (code == 0 && round.rehearsals() > 0))) {
            assertThat(switched).as(process.toString()).isFalse();
        }
    }

    private boolean isOpen(boolean onSource) throws SQLException {
        try (Connection side = onSource ? pair.sourceSuperuser() : pair.targetSuperuser();
                Statement statement = side.createStatement();
                ResultSet number = statement.executeQuery("SELECT last_value FROM replicator_capture.gate_state")) {
            number.next();
            return number.getLong(1) % 2 == 0;
        }
    }

    private void assertSettled(StormRound round, boolean left) throws SQLException {
        boolean primary = isOpen(true);
        assertThat(isOpen(false)).isNotEqualTo(primary);
        boolean switched = primary != left;
        clients.awaitMore(primary, 30);
        var found = new ArrayList<String>();
        clients.whileQuiet(() -> {
            writes.gaps().forEach(gap -> assertShort(gap, round, found));
            found.addAll(writes.violations(left, switched));
            found.addAll(clients.differences(primary, checked));
            checked = clients.last();
        });
        found.addAll(clients.unexpected());
        assertThat(found).isEmpty();
        tally.add(switched ? "switched" : round.rehearsals() > 0 ? "rehearsed" : "not switched", 1);
    }

    private void assertShort(Writes.Gap gap, StormRound round, List<String> found) {
        long limitMillis = gap.turned() ? round.deadlineMillis() : StormRound.MAX_PAUSE_MILLIS;
        long nanos = gap.turned() ? attendance.attendedNanos(gap) : gap.nanos();
        if (nanos > limitMillis * 1_000_000 + SLACK_NANOS) {
            found.add("nobody could write for " + nanos / 1_000_000 + " ms" + (gap.turned() ? " at the switch" : ""));
        }
        long millis = gap.nanos() / 1_000_000;
        if (gap.turned()) {
            (round.fault().strikes() ? struckMillis : calmMillis).add(millis);
            if (millis > longestTurnMillis) {
                longestTurnMillis = millis;
                longestTurn = ", the longest by " + round;
            }
        } else {
            longestWaitMillis = Math.max(longestWaitMillis, millis);
        }
    }

    /** Brings everything to the other side, and compares all rows of both. */
    void compare() {
        clients.whileQuiet(() -> {
            succeed(List.of("run", "--until", "caught-up"));
            try (Connection from = pair.sourceSuperuser();
                    Connection to = pair.targetSuperuser()) {
                DatabaseDiff.compare(
                                from,
                                to,
                                DiffOptions.replicated().withoutCatalog().withoutSequencePositions())
                        .assertIdentical();
                assertThat(clients.differences(true, 0)).isEmpty();
            }
        });
    }

    /** Kinds of errors that the clients have seen, other than a refusal, by SQLSTATE. */
    Set<String> errors() {
        return clients.errors().kinds();
    }

    @Override
    public String toString() {
        return played + " cutovers: " + tally + "; writers waited " + distribution(calmMillis) + " ms at a switch, "
                + distribution(struckMillis) + " ms at one that was struck" + longestTurn + ", and " + longestWaitMillis
                + " ms at most without one; clients' errors: " + clients.errors();
    }

    private static String distribution(List<Long> millis) {
        List<Long> sorted = millis.stream().sorted().toList();
        return sorted.isEmpty()
                ? "-"
                : sorted.get(sorted.size() / 2) + "/" + sorted.get((sorted.size() * 99) / 100) + "/"
                        + sorted.get(sorted.size() - 1) + " (p50/p99/max of " + sorted.size() + ")";
    }

    @Override
    public void close() {
        clients.close();
        source.close();
        target.close();
    }
}
