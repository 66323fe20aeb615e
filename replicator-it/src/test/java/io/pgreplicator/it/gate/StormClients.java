package io.pgreplicator.it.gate;

import io.pgreplicator.it.DatabasePair;
import io.pgreplicator.it.Unchecked;
import io.pgreplicator.it.random.Tally;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.Set;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.awaitility.Awaitility;
import org.postgresql.util.PSQLException;

/**
 * Clients that write several tables in each transaction, note what was acknowledged, and go to the other side when a gate refuses
 * them. By the number of a client it reads a snapshot first, uses savepoints, logs in as another role, has a lock timeout of
 * 100 ms, truncates a table, or locks one; all fight for five rows. Two more, one on each side, try to write there every few
 * milliseconds, and never move. Thread-safe.
 */
final class StormClients implements AutoCloseable {
    private static final int CLIENTS = 12;
    private static final int HOT = 5;
    private static final int TRUNCATES = 10;
    private static final int LOCKS = 11;
    private static final Set<Integer> HASTY = Set.of(5, 8);

    private static final int PAUSE_MILLIS = 40;
    private static final int PROBE_MILLIS = 5;

    private static final String REFUSED = "25006";
    private static final String LOCK_TIMEOUT = "55P03";
    private static final String STATEMENT_TIMEOUT = "57014";

    private static final String TABLES = """
            CREATE TABLE noted (id bigint PRIMARY KEY, client int NOT NULL);
            CREATE TABLE noted_too (id bigint PRIMARY KEY REFERENCES noted, note text NOT NULL);
            CREATE TABLE hot (id int PRIMARY KEY, n bigint NOT NULL);
            CREATE TABLE own (id int PRIMARY KEY, n bigint NOT NULL);
            CREATE TABLE latest (id bigint PRIMARY KEY, client int NOT NULL);
            CREATE TABLE emptied (id bigint PRIMARY KEY);
            CREATE TABLE contended (id bigint PRIMARY KEY);
            CREATE TABLE numbered (id bigserial PRIMARY KEY, noted bigint NOT NULL);
            CREATE TABLE probe (id int PRIMARY KEY, n bigint NOT NULL);
            """;
    private static final String ROWS = "INSERT INTO hot SELECT g, 0 FROM generate_series(0, 4) AS g;"
            + " INSERT INTO own SELECT g, 0 FROM generate_series(0, 11) AS g; INSERT INTO probe VALUES (0, 0), (1, 0)";
    /** A second credential, as a source has from the beginning. */
    private static final String SECOND_ROLE = """
            DO $$BEGIN
              IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'made_by_test_reporter') THEN
                CREATE ROLE made_by_test_reporter LOGIN PASSWORD 'rep';
              END IF;
            END$$;
            GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA public TO made_by_test_reporter;
            GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO made_by_test_reporter
            """;

    private final DatabasePair pair;
    private final Writes writes;
    private final List<Thread> threads = new ArrayList<>();
    private final ReentrantReadWriteLock working = new ReentrantReadWriteLock(true);
    private final AtomicLong ids = new AtomicLong();
    private final NavigableSet<Long> noted = new ConcurrentSkipListSet<>();
    private final NavigableSet<Long> contended = new ConcurrentSkipListSet<>();
    private final Map<Integer, Long> latest = new ConcurrentHashMap<>();
    private final AtomicLongArray hot = new AtomicLongArray(HOT);
    private final AtomicLongArray probes = new AtomicLongArray(2);
    private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();
    private final Tally errors = new Tally();
    private final long seed;
    private volatile boolean over;

    /** Two databases with the tables of the clients, and the rows that they fight for. */
    static DatabasePair databases(int from, int to) throws SQLException {
        DatabasePair pair = DatabasePair.create(from, to);
        execute(pair.connectSource(), TABLES + ROWS);
        execute(pair.connectTarget(), TABLES);
        execute(pair.targetSuperuser(), SECOND_ROLE);
        return pair;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** None works yet. */
    StormClients(DatabasePair pair, Writes writes, long seed) {
        this.pair = pair;
        this.writes = writes;
        this.seed = seed;
    }

    /** They begin at the source. */
    void begin() {
        for (int i = 0; i < CLIENTS; i++) {
            int number = i;
            start("client-" + i, () -> new Client(number).work());
        }
    }

    /** From now on somebody tries to write to both sides all the time. */
    void probe() {
        start("probe-target", () -> probe(false));
        start("probe-source", () -> probe(true));
    }

    private void start(String name, Unchecked.Work work) {
        var thread = new Thread(() -> Unchecked.run(work), name);
        threads.add(thread);
        thread.start();
    }

    /** Blocks until so many more commits were acknowledged on that side. */
    void awaitMore(boolean source, int count) {
        long wanted = writes.commits(source) + count;
        Awaitility.await().until(() -> writes.commits(source) >= wanted || !unexpected.isEmpty());
    }

    /** Runs something while no client has a transaction. */
    void whileQuiet(Unchecked.Work work) {
        working.writeLock().lock();
        try {
            Unchecked.run(work);
        } finally {
            working.writeLock().unlock();
        }
    }

    /** Errors that no client may see, whatever happens: as client, side, SQLSTATE and message. */
    List<String> unexpected() {
        return List.copyOf(unexpected);
    }

    /** Errors of all clients so far, by kind. */
    Tally errors() {
        return errors;
    }

    /** The last transaction that has begun. */
    long last() {
        return ids.get();
    }

    /** What a side should have and does not, or the other way round, of the transactions after that one; while they are quiet. */
    List<String> differences(boolean source, long after) throws SQLException {
        var found = new ArrayList<String>();
        try (Connection side = source ? pair.sourceSuperuser() : pair.targetSuperuser();
                Statement statement = side.createStatement()) {
            for (String column : List.of("noted.id", "noted_too.id", "numbered.noted")) {
                compare(statement, column, after, noted, found);
            }
            compare(statement, "contended.id", after, contended, found);
            compare(statement, "latest.id", 0, new TreeSet<>(latest.values()), found);
            compare(statement, "emptied.id", 0, last(TRUNCATES), found);
            compare(statement, "hot", hot, found);
            compare(statement, "probe", probes, found);
        }
        return found;
    }

    private static SortedSet<Long> numbers(Statement statement, String query) throws SQLException {
        var numbers = new TreeSet<Long>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                numbers.add(rows.getLong(1));
            }
        }
        return numbers;
    }

    private NavigableSet<Long> last(int client) {
        Long id = latest.get(client);
        return id == null ? new TreeSet<>() : new TreeSet<>(Set.of(id));
    }

    private static void compare(
            Statement statement, String column, long after, NavigableSet<Long> noted, List<String> found)
            throws SQLException {
        String table = column.substring(0, column.indexOf('.'));
        Set<Long> present =
                numbers(statement, "SELECT " + column + " FROM " + table + " WHERE " + column + " > " + after);
        Set<Long> expected = noted.tailSet(after, false);
        if (!expected.equals(present)) {
            var lost = new TreeSet<>(expected);
            lost.removeAll(present);
            var extra = new TreeSet<>(present);
            extra.removeAll(expected);
            found.add(column + ": lost " + lost + ", extra " + extra);
        }
    }

    private static void compare(Statement statement, String table, AtomicLongArray expected, List<String> found)
            throws SQLException {
        for (int i = 0; i < expected.length(); i++) {
            long present = numbers(statement, "SELECT n FROM " + table + " WHERE id = " + i)
                    .first();
            if (present != expected.get(i)) {
                found.add(table + " " + i + ": " + present + " instead of " + expected.get(i));
            }
        }
    }

    private Connection connect(boolean source, boolean second) throws SQLException {
        if (source) {
            return second ? pair.connectReporter() : pair.connectSource();
        }
        return second
                ? pair.target().connect("made_by_test_reporter", "rep", pair.targetDatabase())
                : pair.connectTarget();
    }

    /** Its sessions wait at no closed gate for long. */
    private void probe(boolean source) throws SQLException, InterruptedException {
        int id = source ? 0 : 1;
        try (Connection connection = connect(source, source);
                Statement statement = connection.createStatement()) {
            statement.execute("SET statement_timeout = 50");
            while (!over) {
                Thread.sleep(PROBE_MILLIS);
                long sentNanos = 0;
                working.readLock().lock();
                try {
                    sentNanos = System.nanoTime();
                    statement.execute("UPDATE probe SET n = n + 1 WHERE id = " + id);
                    probes.incrementAndGet(id);
                    writes.committed(source, sentNanos);
                } catch (SQLException e) {
                    if (REFUSED.equals(e.getSQLState())) {
                        writes.refused(source, sentNanos);
                    } else if (!STATEMENT_TIMEOUT.equals(e.getSQLState())) {
                        unexpected.add("probe: " + e.getSQLState() + " " + e.getMessage());
                    }
                } finally {
                    working.readLock().unlock();
                }
            }
        }
    }

    /** Ends them after their current transaction; waits for that. */
    @Override
    public void close() {
        over = true;
        threads.forEach(thread -> Unchecked.run(thread::join));
    }

    /** One of them, with connections to both sides. Confined to one thread. */
    private final class Client {
        private final int number;
        private final SplittableRandom random;
        private long sentNanos;

        Client(int number) {
            this.number = number;
            this.random = new SplittableRandom(seed * CLIENTS + number);
        }

        void work() throws SQLException, InterruptedException {
            boolean second = number % 4 == 2;
            try (Connection source = open(true, second);
                    Connection target = open(false, second)) {
                boolean atSource = true;
                while (!over) {
                    Thread.sleep(1 + random.nextInt(2 * PAUSE_MILLIS));
                    working.readLock().lock();
                    try {
                        boolean goesOn = attempt(atSource ? source : target, atSource, ids.incrementAndGet());
                        atSource = goesOn == atSource;
                    } finally {
                        working.readLock().unlock();
                    }
                }
            }
        }

        private Connection open(boolean source, boolean second) throws SQLException {
            Connection connection = connect(source, second);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET lock_timeout = " + (HASTY.contains(number) ? 100 : 10_000));
            }
            connection.setAutoCommit(false);
            return connection;
        }

        /** One transaction; returns whether the next one is on the same side. */
        private boolean attempt(Connection connection, boolean source, long id)
                throws SQLException, InterruptedException {
            try (Statement statement = connection.createStatement()) {
                int hotRow = random.nextInt(HOT);
                boolean contends = write(statement, id, hotRow);
                sentNanos = System.nanoTime();
                connection.commit();
                writes.committed(source, sentNanos);
                noted.add(id);
                latest.put(number, id);
                hot.incrementAndGet(hotRow);
                if (contends) {
                    contended.add(id);
                }
                return true;
            } catch (SQLException e) {
                connection.rollback();
                return !isRefused(source, e);
            }
        }

        private boolean isRefused(boolean source, SQLException e) {
            String state = String.valueOf(e.getSQLState());
            if (REFUSED.equals(state)) {
                writes.refused(source, sentNanos);
                return true;
            }
            errors.add(state, 1);
            boolean atGate = e instanceof PSQLException failure
                    && failure.getServerErrorMessage() != null
                    && String.valueOf(failure.getServerErrorMessage().getWhere())
                            .contains("gate");
            if (LOCK_TIMEOUT.equals(state) && (atGate || !HASTY.contains(number))) {
                unexpected.add(
                        "client " + number + (source ? ", source: " : ", target: ") + state + " " + e.getMessage());
            }
            return false;
        }

        /** Whether it wrote to the table that one client locks. What several lock comes first, so that nobody fails of a deadlock. */
        private boolean write(Statement statement, long id, int hotRow) throws SQLException, InterruptedException {
            if (number % 3 == 0) {
                execute(statement, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM hot");
            }
            boolean contends = number == LOCKS || random.nextInt(4) == 0;
            if (contends) {
                String lock = number == LOCKS ? "LOCK TABLE contended IN ACCESS EXCLUSIVE MODE; " : "";
                execute(statement, lock + "INSERT INTO contended VALUES (" + id + ")");
            }
            if (number == TRUNCATES) {
                execute(statement, "TRUNCATE emptied");
                execute(statement, "INSERT INTO emptied VALUES (" + id + ")");
            }
            boolean hotFirst = random.nextBoolean();
            touch(statement, hotFirst, hotRow);
            note(statement, id);
            Thread.sleep(random.nextInt(3));
            touch(statement, !hotFirst, hotRow);
            return contends;
        }

        private void note(Statement statement, long id) throws SQLException {
            execute(statement, "INSERT INTO noted VALUES (" + id + ", " + number + ")");
            if (number % 3 == 1) {
                execute(statement, "SAVEPOINT a; INSERT INTO noted_too VALUES (" + id + ", 'a'); SAVEPOINT b");
                execute(statement, "DELETE FROM noted_too WHERE id = " + id + "; ROLLBACK TO b");
            } else {
                execute(statement, "INSERT INTO noted_too VALUES (" + id + ", 'b')");
            }
            execute(statement, "INSERT INTO numbered (noted) VALUES (" + id + ")");
            execute(statement, "DELETE FROM latest WHERE client = " + number);
            execute(statement, "INSERT INTO latest VALUES (" + id + ", " + number + ")");
        }

        private void touch(Statement statement, boolean hotOne, int hotRow) throws SQLException {
            String table = hotOne ? "hot" : "own";
            String row = " WHERE id = " + (hotOne ? hotRow : number);
            if (number % 2 == 0) {
                execute(statement, "SELECT n FROM " + table + row + " FOR UPDATE");
            }
            execute(statement, "UPDATE " + table + " SET n = n + 1" + row);
        }

        private void execute(Statement statement, String sql) throws SQLException {
            sentNanos = System.nanoTime();
            statement.execute(sql);
        }
    }
}
