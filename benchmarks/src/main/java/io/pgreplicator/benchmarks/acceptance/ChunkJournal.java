package io.pgreplicator.benchmarks.acceptance;

import io.pgreplicator.benchmarks.server.Login;
import io.pgreplicator.benchmarks.server.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the replicator's journal of copied chunks on the target again and again, to show that no chunk was copied a
 * second time after a restart. Confined to one thread.
 */
final class ChunkJournal {
    private final Login target;
    private final Map<String, String> seen = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();

    ChunkJournal(Login target) {
        this.target = target;
    }

    /** Chunks copied so far; a chunk seen before with another time or no longer there becomes a fault. */
    int look() throws SQLException {
        Map<String, String> present = read();
        seen.forEach((chunk, copiedAt) -> {
            String now = present.get(chunk);
            if (now == null) {
                faults.add("chunk " + chunk + " copied at " + copiedAt + " has left the journal");
            } else if (!now.equals(copiedAt)) {
                faults.add("chunk " + chunk + " was copied at " + copiedAt + " and again at " + now);
            }
        });
        seen.putAll(present);
        return present.size();
    }

    List<String> faults() {
        return List.copyOf(faults);
    }

    private Map<String, String> read() throws SQLException {
        var chunks = new LinkedHashMap<String, String>();
        try (Session session = Session.open(target)) {
            if (session.text("SELECT to_regclass('replicator.chunk')").isEmpty()) {
                return chunks;
            }
            try (var statement = session.connection().createStatement();
                    var rows = statement.executeQuery("SELECT table_id || '/' || chunk_no, copied_at::text"
                            + " FROM replicator.chunk WHERE copied_at IS NOT NULL ORDER BY copied_at")) {
                while (rows.next()) {
                    String former = chunks.put(rows.getString(1), rows.getString(2));
                    if (former != null) {
                        faults.add("chunk " + rows.getString(1) + " stands in the journal twice");
                    }
                }
            }
        }
        return chunks;
    }
}
