package io.pgreplicator.phase;

import io.pgreplicator.config.TableFilter;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.ReplicationEvent.DefinitionsDiffer;
import io.pgreplicator.telemetry.ReplicationEvent.TablesDropped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks every ten seconds whether definitions or privileges of either side have changed, compares them then, and reports what differs:
 * definitions are not replicated. Confined to one thread.
 */
final class DefinitionsDuty {
    private static final long PAUSE_NANOS = 10_000_000_000L;

    /** No rows are carried while it looks: it rests so many times as long as a look takes. */
    private static final int REST = 50;

    private final Ends ends;
    private final TableFilter filter;
    private final Work work;
    private String compared = "";
    private List<String> told = List.of();
    private @Nullable TablesDropped dropped;
    private long nextNanos = System.nanoTime() + PAUSE_NANOS;

    /** {@code ofDropped}: whether dropped tables were told of in this run, before this. */
    DefinitionsDuty(Ends ends, TableFilter filter, boolean ofDropped, Work work) {
        this.dropped = ofDropped ? null : new TablesDropped(List.of(), List.of(), List.of(), List.of());
        this.ends = ends;
        this.filter = filter;
        this.work = work;
    }

    /** Whatever fails here is no reason to stop the rows: a lost connection is for the rounds to notice, the rest is reported. */
    void runIfDue() {
        long now = System.nanoTime();
        if (now - nextNanos >= 0) {
            look(false);
            long took = System.nanoTime() - now;
            nextNanos = System.nanoTime() + Math.max(PAUSE_NANOS, REST * took);
        }
    }

    /** Reports what differs at the end, also what was reported before, and what is no part of the schema. */
    void conclude() {
        told = List.of();
        look(true);
    }

    private void look(boolean all) {
        try {
            TablesDropped kept = dropped();
            if (!kept.equals(dropped)) {
                dropped = kept;
                work.tell(kept);
            }
            String state = all ? "" : state();
            if (all || !state.equals(compared)) {
                tell(ObjectComparison.definitions(ends, filter.without(kept.tables()))
                        .lines(all));
                compared = state;
            }
        } catch (DatabaseException e) {
            // nobody looks again after the end
            if (all || !e.isOfConnection()) {
                tell(List.of("not compared: " + e.getMessage()));
            }
        }
    }

    private TablesDropped dropped() {
        try (Session from = ends.source().open(Role.CONTROL);
                Session to = ends.target().open(Role.CONTROL)) {
            return LettingGo.news(from, to);
        }
    }

    private void tell(List<String> differing) {
        if (!differing.equals(told)) {
            told = differing;
            work.tell(new DefinitionsDiffer(differing));
        }
    }

    private String state() {
        try (Session from = ends.source().open(Role.CONTROL);
                Session to = ends.target().open(Role.CONTROL)) {
            String query =
                    SqlFile.of(DefinitionsDuty.class, "definitions_state.sql").text();
            return from.queryText(query) + "; " + to.queryText(query);
        }
    }
}
