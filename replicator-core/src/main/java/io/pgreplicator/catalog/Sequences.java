package io.pgreplicator.catalog;

import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.sql.SqlFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and sets the positions of sequences. A sequence is not transactional: what is read may already be behind, so the
 * exact value is the one read after the last writer has ended. Stateless, thread-safe.
 */
public final class Sequences {
    private static final int PAGE = 500;

    private Sequences() {}

    /** Where a sequence stands: its last value, and whether that was handed out. Immutable. */
    public record Position(long lastValue, boolean called) {}

    /** The names of all user sequences. */
    public static List<QualifiedName> names(Session session) {
        return session.doing("reading the sequences")
                .query(
                        SqlFile.of(Sequences.class, "sequences.sql").text(),
                        row -> new QualifiedName(row.getString(1), row.getString(2)));
    }

    /** The position of each of the sequences. */
    public static Map<QualifiedName, Position> positions(Session session, List<QualifiedName> names) {
        session.doing("reading the sequences");
        var positions = new HashMap<QualifiedName, Position>();
        for (int begin = 0; begin < names.size(); begin += PAGE) {
            List<QualifiedName> page = names.subList(begin, Math.min(names.size(), begin + PAGE));
            var selects = new ArrayList<String>();
            for (int i = 0; i < page.size(); i++) {
                selects.add("SELECT " + i + ", last_value, is_called FROM "
                        + page.get(i).quoted());
            }
            session.query(
                    String.join(" UNION ALL ", selects),
                    row -> positions.put(page.get(row.getInt(1)), new Position(row.getLong(2), row.getBoolean(3))));
        }
        return positions;
    }

    /** Sets one sequence. */
    public static void set(Session session, QualifiedName name, Position position) {
        session.doing("setting the sequence " + name)
                .query(
                        "SELECT pg_catalog.setval(" + Sql.literal(name.quoted()) + "::pg_catalog.regclass, ?, ?)",
                        row -> row.getLong(1),
                        position.lastValue(),
                        position.called());
    }
}
