package io.pgreplicator.phase;

import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.SqlFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is done on the side that applications are about to enter, before any of them waits: statistics where there are none, and its
 * materialized views, which are not replicated. As much as the time allows; what is left is a matter of the {@link Guardrails}.
 * Confined to one thread.
 */
final class Readiness {
    private static final Duration SHORTEST = Duration.ofMillis(50);

    private final List<String> refreshed = new ArrayList<>();
    private final Map<String, String> failed = new LinkedHashMap<>();

    private record Job(String guardrail, String name, String statement) {}

    /** One after the other; what fails or takes too long does not stop the others. */
    static Readiness bring(Database target, Duration limit) {
        var readiness = new Readiness();
        long endNanos = System.nanoTime() + limit.toNanos();
        try (Session session = target.open(Role.CONTROL)) {
            List<Job> jobs = session.doing("looking for what is to be done before a switch")
                    .query(
                            SqlFile.of(Readiness.class, "work_before_entry.sql").text(),
                            row -> new Job(row.getString(1), row.getString(2), row.getString(3)));
            for (Job job : jobs) {
                readiness.run(session, job, Duration.ofNanos(endNanos - System.nanoTime()));
            }
        }
        return readiness;
    }

    private void run(Session session, Job job, Duration left) {
        if (left.compareTo(SHORTEST) < 0) {
            fail(job, "there was no time left before the deadline");
            return;
        }
        try {
            session.doing("preparing " + job.name()).runInTransaction(() -> {
                session.execute("SET LOCAL statement_timeout = " + left.toMillis());
                session.execute(job.statement());
            });
            if (isView(job)) {
                refreshed.add(job.name());
            }
        } catch (DatabaseException e) {
            if (e.isOfConnection()) {
                throw e;
            }
            fail(job, String.valueOf(e.getMessage()));
        }
    }

    private void fail(Job job, String reason) {
        if (isView(job)) {
            failed.put(job.name(), reason);
        }
    }

    private static boolean isView(Job job) {
        return job.guardrail().equals("materialized views");
    }

    /** The materialized views that are as the tables were at this moment. */
    List<String> refreshed() {
        return refreshed;
    }

    /** Why the others are not, by their names. */
    Map<String, String> failed() {
        return failed;
    }
}
