package io.pgreplicator;

import io.pgreplicator.catalog.Sequences;
import io.pgreplicator.catalog.Sequences.Position;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.sql.QualifiedName;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Brings the target's sequences to where the source's stand. Stateless but for its settings, thread-safe. */
final class SequenceSync {
    private final Database source;
    private final Database target;
    private final TableFilter filter;
    private final PausePoint pausePoint;

    SequenceSync(Database source, Database target, TableFilter filter, PausePoint pausePoint) {
        this.source = source;
        this.target = target;
        this.filter = filter;
        this.pausePoint = pausePoint;
    }

    /** Sets every sequence that exists on both sides and stands elsewhere. */
    void run() {
        try (Session from = source.open(Role.CONTROL);
                Session to = target.open(Role.CONTROL)) {
            Set<QualifiedName> here = new HashSet<>(Sequences.names(to));
            List<QualifiedName> both = Sequences.names(from).stream()
                    .filter(name -> filter.includesSchema(name.schema()) && here.contains(name))
                    .toList();
            Map<QualifiedName, Position> wanted = Sequences.positions(from, both);
            Map<QualifiedName, Position> present = Sequences.positions(to, both);
            wanted.forEach((name, position) -> {
                if (!position.equals(present.get(name))) {
                    pausePoint.reached("sequences.before-set");
                    to.runInTransaction(() -> Sequences.set(to, name, position));
                }
            });
        }
    }
}
