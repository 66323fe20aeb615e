package io.pgreplicator.phase;

import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.ReplicationEvent.NotReplicated;
import java.util.List;
import java.util.Set;

/**
 * Checks every ten seconds for tables of the source that are not captured, and reports them: created since the start, or dropped on the
 * other side. Confined to one thread.
 */
final class NewTablesDuty {
    private static final long PAUSE_NANOS = 10_000_000_000L;

    private final Database source;
    private final TableFilter filter;
    private final Set<QualifiedName> captured;
    private final Milestones milestones;
    private final Work work;
    private NotReplicated told = new NotReplicated(List.of(), List.of(), List.of());
    private long nextNanos = System.nanoTime() + PAUSE_NANOS;

    NewTablesDuty(Database source, TableFilter filter, Set<QualifiedName> captured, Milestones milestones, Work work) {
        this.source = source;
        this.filter = filter;
        this.captured = Set.copyOf(captured);
        this.milestones = milestones;
        this.work = work;
    }

    void runIfDue() {
        if (System.nanoTime() - nextNanos >= 0) {
            run();
        }
    }

    void run() {
        nextNanos = System.nanoTime() + PAUSE_NANOS;
        work.run("looking for new tables", this::look);
    }

    private void look() {
        try (Session session = source.open(Role.CONTROL)) {
            List<QualifiedName> fresh = CatalogReader.names(session, filter).stream()
                    .filter(name -> !captured.contains(name))
                    .toList();
            milestones.notReplicated(fresh);
            NotReplicated found = LettingGo.notReplicated(session, fresh);
            if (!found.equals(told)) {
                told = found;
                work.tell(found);
            }
        }
    }
}
