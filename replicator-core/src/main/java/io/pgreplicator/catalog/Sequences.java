package io.pgreplicator.catalog;

import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads and sets sequences, hundreds at once. A sequence is not transactional: a value may be outdated as soon as it is
 * read. Stateless, thread-safe.
 */
public final class Sequences {
    /** Each sequence that is read or set stays locked until the transaction ends, and the server's lock table is limited. */
    private static final int PAGE = 500;

    private static final int FIRST_WITH_SHARED_IDENTITIES = 17;

    private static final String SHORT_WAIT = "SET LOCAL lock_timeout = '100ms'";

    private Sequences() {}

    /**
     * The sequences of the user schemas, including those of identity columns.
     *
     * @param other a session of the other side: see {@link #areShared}
     */
    public static List<Sequence> list(Session session, Session other) {
        return session.doing("reading the sequences")
                .query(
                        SqlFile.of(Sequences.class, "sequences.sql")
                                .with("is_user_schema", CatalogReader.isUserSchema())
                                .with("shared", String.valueOf(areShared(session, other)))
                                .text(),
                        Sequences::read);
    }

    /** As {@link #list}, by their names. */
    public static Map<QualifiedName, Sequence> byName(Session session, Session other) {
        return list(session, other).stream().collect(Collectors.toMap(Sequence::name, Function.identity()));
    }

    /**
     * Whether partitions of one of these servers use the identity of their table. Before version 17 a partition may have one of its own,
     * which no partition of the other server can have.
     */
    public static boolean areShared(Session one, Session other) {
        return Math.max(one.majorVersion(), other.majorVersion()) >= FIRST_WITH_SHARED_IDENTITIES;
    }

    /** The positions of the sequences; one that cannot be read is reported instead, and does not affect the others. */
    public static Map<QualifiedName, Sequence.Position> positions(
            Session session, Collection<Sequence> sequences, BiConsumer<Sequence, DatabaseException> failed) {
        var positions = new HashMap<QualifiedName, Sequence.Position>();
        apart(
                List.copyOf(sequences),
                page -> session.doing("reading sequences").runInTransaction(() -> {
                    session.execute(SHORT_WAIT);
                    positions.putAll(read(session, page));
                }),
                failed);
        return positions;
    }

    /** Sets each sequence of the target to its position; call it in a transaction with a short lock timeout. */
    public static void set(Session target, Map<Sequence, Sequence.Position> positions) {
        List<Map.Entry<Sequence, Sequence.Position>> entries = List.copyOf(positions.entrySet());
        target.doing("setting sequences").execute(SHORT_WAIT);
        target.query(
                SqlFile.of(Sequences.class, "set_sequences.sql").text(),
                row -> row.getLong(1),
                texts(entries, entry -> entry.getKey().oid()),
                texts(entries, entry -> entry.getValue().value()),
                texts(entries, entry -> entry.getValue().called()));
    }

    private static <T> List<String> texts(List<T> items, Function<T, Object> part) {
        return items.stream().map(item -> part.apply(item).toString()).toList();
    }

    /**
     * Does the work in pages; a page that fails is halved until the failure belongs to a single item. A lost connection is
     * no item's failure.
     */
    public static <T> void apart(List<T> items, Consumer<List<T>> work, BiConsumer<T, DatabaseException> failed) {
        for (int begin = 0; begin < items.size(); begin += PAGE) {
            halved(items.subList(begin, Math.min(items.size(), begin + PAGE)), work, failed);
        }
    }

    private static <T> void halved(List<T> items, Consumer<List<T>> work, BiConsumer<T, DatabaseException> failed) {
        try {
            work.accept(items);
        } catch (DatabaseException e) {
            if (SqlStates.isConnectionLoss(e.sqlState())) {
                throw e;
            }
            if (items.size() == 1) {
                failed.accept(items.get(0), e);
            } else {
                halved(items.subList(0, items.size() / 2), work, failed);
                halved(items.subList(items.size() / 2, items.size()), work, failed);
            }
        }
    }

    /** Reads the last values of all at once; only a sequence that has handed out none is itself asked where it begins. */
    private static Map<QualifiedName, Sequence.Position> read(Session session, List<Sequence> page) {
        var positions = new HashMap<QualifiedName, Sequence.Position>();
        Map<Long, Sequence> left = page.stream().collect(Collectors.toMap(Sequence::oid, sequence -> sequence));
        session.query(
                SqlFile.of(Sequences.class, "sequence_values.sql").text(),
                row -> {
                    long value = row.getLong(2);
                    boolean called = !row.wasNull();
                    Sequence sequence = called ? left.remove(row.getLong(1)) : null;
                    if (sequence != null) {
                        positions.put(sequence.name(), new Sequence.Position(value, true));
                    }
                    return called;
                },
                left.keySet().stream().map(String::valueOf).toList());
        if (!left.isEmpty()) {
            List<Sequence> rest = List.copyOf(left.values());
            var selects = new ArrayList<String>();
            for (int i = 0; i < rest.size(); i++) {
                selects.add("SELECT " + i + ", last_value, is_called FROM "
                        + rest.get(i).name().quoted());
            }
            session.query(
                    String.join(" UNION ALL ", selects),
                    row -> positions.put(
                            rest.get(row.getInt(1)).name(), new Sequence.Position(row.getLong(2), row.getBoolean(3))));
        }
        return positions;
    }

    private static Sequence read(ResultSet row) throws SQLException {
        String[] schemas = texts(row.getArray(4));
        String[] names = texts(row.getArray(5));
        var tables = new ArrayList<QualifiedName>();
        for (int i = 0; i < names.length; i++) {
            tables.add(new QualifiedName(schemas[i], names[i]));
        }
        return new Sequence(
                row.getLong(1),
                new QualifiedName(row.getString(2), row.getString(3)),
                tables,
                row.getBoolean(6),
                new Sequence.Definition(
                        row.getString(7),
                        row.getLong(8),
                        row.getLong(9),
                        row.getLong(10),
                        row.getLong(11),
                        row.getLong(12),
                        row.getBoolean(13)),
                row.getLong(14),
                row.getLong(15),
                row.getBoolean(16),
                row.getBoolean(17));
    }

    private static String[] texts(Array array) throws SQLException {
        return (String[]) array.getArray();
    }
}
