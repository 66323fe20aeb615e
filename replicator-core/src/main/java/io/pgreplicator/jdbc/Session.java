package io.pgreplicator.jdbc;

import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.sql.SqlFile;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * A connection with a role. Every failure becomes a {@link io.pgreplicator.error.DatabaseException} that says what was
 * being done. Confined to one thread, except {@link #discard}.
 */
public final class Session implements AutoCloseable {
    /** The mode of a transaction that only reads. */
    public static final String READ_ONLY = "READ ONLY";

    private final WatchedConnection watched;
    private final @Nullable Guard guard;
    private final Connection connection;

    Session(WatchedConnection watched, @Nullable Guard guard) {
        this.watched = watched;
        this.guard = guard;
        this.connection = watched.connection();
    }

    /**
     * The condition that every transaction must hold before it may change a database: see {@link Database#guardedBy}.
     * Implementations are thread-safe.
     */
    @FunctionalInterface
    public interface Guard {
        /** Called first in each transaction that may write; throws when the session must no longer write. */
        void hold(Session session);
    }

    /** Reads one row of a result. */
    @FunctionalInterface
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Work inside a transaction. */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {
        T run() throws SQLException;
    }

    /** Work inside a transaction without a result. */
    @FunctionalInterface
    public interface Task {
        void run() throws SQLException;
    }

    /** Sets the purpose of the next statements, as words that complete "failed while ...". */
    public Session doing(String what) {
        watched.doing(what);
        return this;
    }

    /** The server's process that serves it, as in {@code pg_stat_activity}. */
    public int processId() {
        return watched.processId();
    }

    public Side side() {
        return watched.side();
    }

    public Role role() {
        return watched.role();
    }

    /** The server's major version: 13, 17. */
    public int majorVersion() {
        return call(() -> connection.getMetaData().getDatabaseMajorVersion());
    }

    /** Changes a setting for the lifetime of the session; code that gets it from the pool later must be aware of that. */
    public void set(String name, String value) {
        query("SELECT pg_catalog.set_config(?, ?, false)", row -> row.getString(1), name, value);
    }

    /** Drops the session's temporary tables. */
    public void discardTemporary() {
        run("DISCARD TEMP");
    }

    /** Runs statements without parameters. */
    public void execute(String sql) {
        assertMayWrite();
        run(sql);
    }

    private void run(String sql) {
        call(() -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute(sql);
            }
        });
    }

    /** Runs a statement with parameters ({@code ?}); returns the number of rows it changed. */
    public int update(String sql, @Nullable Object... parameters) {
        assertMayWrite();
        return call(() -> {
            try (PreparedStatement statement = prepare(sql, parameters)) {
                return statement.executeUpdate();
            }
        });
    }

    /** Runs statements without parameters; returns the number of rows that each of them changed. */
    public List<Integer> changes(String sql) {
        assertMayWrite();
        return call(() -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
                var changed = new ArrayList<Integer>();
                for (int rows = statement.getUpdateCount(); rows >= 0; rows = statement.getUpdateCount()) {
                    changed.add(rows);
                    statement.getMoreResults();
                }
                return changed;
            }
        });
    }

    /** Every row of a query. */
    public <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... parameters) {
        return call(() -> {
            try (PreparedStatement statement = prepare(sql, parameters);
                    ResultSet rows = statement.executeQuery()) {
                var result = new ArrayList<T>();
                while (rows.next()) {
                    result.add(reader.read(rows));
                }
                return result;
            }
        });
    }

    /**
     * A query that is sent together with others. Confined to the session's thread.
     *
     * @param sql the query, without a trailing semicolon
     * @param reader reads a row
     * @param parameters its parameters
     * @param answer every row, once it was sent
     */
    public record Question<T>(String sql, RowReader<T> reader, List<@Nullable Object> parameters, List<T> answer) {
        /** A query that was not sent yet. */
        public static <T> Question<T> of(String sql, RowReader<T> reader, @Nullable Object... parameters) {
            return new Question<>(sql, reader, Arrays.asList(parameters), new ArrayList<>());
        }

        private void read(ResultSet rows) throws SQLException {
            while (rows.next()) {
                answer.add(reader.read(rows));
            }
        }
    }

    /** Sends all queries in one round trip to the server, and outside of a transaction in one transaction. */
    public void ask(Question<?>... questions) {
        String sql = Stream.of(questions).map(Question::sql).collect(Collectors.joining("\n;\n"));
        Object[] parameters = Stream.of(questions)
                .flatMap(question -> question.parameters.stream())
                .toArray();
        call(() -> {
            try (PreparedStatement statement = prepare(sql, parameters)) {
                statement.execute();
                for (Question<?> question : questions) {
                    try (ResultSet rows = statement.getResultSet()) {
                        question.read(rows);
                    }
                    statement.getMoreResults();
                }
                return true;
            }
        });
    }

    /** The first row of a query, if there is one. */
    public <T> Optional<T> queryFirst(String sql, RowReader<T> reader, @Nullable Object... parameters) {
        return query(sql, reader, parameters).stream().findFirst();
    }

    /** The first column of the only row. */
    public String queryText(String sql, @Nullable Object... parameters) {
        return query(sql, row -> row.getString(1), parameters).get(0);
    }

    /** The first column of the only row, as a number. */
    public long queryLong(String sql, @Nullable Object... parameters) {
        return query(sql, row -> row.getLong(1), parameters).get(0);
    }

    /**
     * Begins a transaction in the given mode, for example {@code ISOLATION LEVEL REPEATABLE READ READ ONLY}. One that may
     * write holds the database's guard from then on.
     */
    public void begin(String mode) {
        watched.begin();
        boolean begun = false;
        try {
            if (!mode.isEmpty()) {
                run("SET TRANSACTION " + mode);
            }
            if (guard != null && !mode.endsWith(READ_ONLY)) {
                String purpose = watched.doing();
                guard.hold(this);
                watched.doing(purpose);
            }
            begun = true;
        } finally {
            if (!begun) {
                rollback();
            }
        }
    }

    /** Commits what {@link #begin} began. After a failure it is unknown whether the server has committed. */
    public void commit() {
        watched.commit();
    }

    /** Rolls back what {@link #begin} began; on a broken connection there is nothing to roll back, so it never throws. */
    public void rollback() {
        watched.rollback();
    }

    /** Runs work in one transaction: committed when it returns, rolled back when it throws. */
    public <T> T inTransaction(Work<T> work) {
        return inTransaction("", work);
    }

    /** As {@link #inTransaction(Work)}, in a mode as {@link #begin} takes it. */
    public <T> T inTransaction(String mode, Work<T> work) {
        begin(mode);
        boolean done = false;
        try {
            T result = watched.translate(work::run);
            commit();
            done = true;
            return result;
        } finally {
            if (!done) {
                rollback();
            }
        }
    }

    /** As {@link #inTransaction}, without a result. */
    public void runInTransaction(Task task) {
        inTransaction(() -> {
            task.run();
            return true;
        });
    }

    /**
     * Tries statements in a transaction that is rolled back; returns why the server does not take them, empty when it does. Throws a
     * failure that says nothing of that, because it is transient.
     */
    public Optional<DatabaseException> refusal(List<String> statements) {
        begin("");
        try {
            statements.forEach(this::execute);
            return Optional.empty();
        } catch (DatabaseException e) {
            if (e.isTransient()) {
                throw e;
            }
            return Optional.of(e);
        } finally {
            rollback();
        }
    }

    /**
     * Starts {@code COPY ... TO STDOUT}, in text format unless options follow; a database in SQL_ASCII may return any bytes.
     */
    public CopyReader copyOut(String sql) {
        String copy = withAnyBytes(sql);
        return call(() -> new CopyReader(
                watched, connection.unwrap(PGConnection.class).getCopyAPI().copyOut(copy)));
    }

    /**
     * Starts {@code COPY ... FROM STDIN}, in text format unless options follow; a database in SQL_ASCII accepts any bytes.
     */
    public CopyWriter copyIn(String sql) {
        assertMayWrite();
        String copy = withAnyBytes(sql);
        return call(() -> new CopyWriter(
                watched, connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy)));
    }

    private String withAnyBytes(String copy) {
        String plain = copy.stripTrailing();
        boolean options = !plain.endsWith("STDIN") && !plain.endsWith("STDOUT");
        return !options && isSqlAscii() ? plain + " (ENCODING 'SQL_ASCII')" : copy;
    }

    /**
     * Runs work that reads user tables in a transaction, as sessions of the roles do that are made for it. Not in a read-only one: a
     * pooler's reset would leave a trace of that.
     */
    public <T> T readingUserTables(Work<T> work) {
        return inTransaction(() -> {
            execute("SET LOCAL search_path TO DEFAULT");
            query(
                    "SELECT pg_catalog.set_config('search_path', pg_catalog.concat_ws(', ', 'pg_catalog', "
                            + trustedPath() + "), true)",
                    row -> true);
            return work.run();
        });
    }

    /** As SQL, what may be looked in for names after {@code pg_catalog}. */
    static String trustedPath() {
        return "(" + SqlFile.of(Session.class, "trusted_path.sql").text() + ")";
    }

    /** Whether the database has no encoding and holds arbitrary bytes; the driver sends and expects UTF-8 nevertheless. */
    public boolean isSqlAscii() {
        return call(
                () -> "SQL_ASCII".equals(connection.unwrap(PGConnection.class).getParameterStatus("server_encoding")));
    }

    /**
     * Closes the connection at once instead of returning it to the pool, even in the middle of a COPY; it must not be used
     * again. May be called by any thread.
     */
    public void discard() {
        watched.discard();
    }

    /** Returns the connection to the pool; an open transaction is rolled back. */
    @Override
    public void close() {
        watched.close();
    }

    private void assertMayWrite() {
        if (guard != null && !watched.isInTransaction()) {
            throw new IllegalStateException(
                    "would write to the " + side() + " outside of a transaction, while " + watched.doing());
        }
    }

    private <T extends @Nullable Object> T call(WatchedConnection.Call<T> call) {
        return watched.call(call);
    }

    private PreparedStatement prepare(String sql, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            if (parameters[i] instanceof List<?> list) {
                Array array = connection.createArrayOf("text", list.toArray());
                statement.setArray(i + 1, array);
            } else {
                statement.setObject(i + 1, parameters[i]);
            }
        }
        return statement;
    }
}
