package io.pgreplicator.preflight;

import io.pgreplicator.catalog.Table;
import io.pgreplicator.config.SourceConfig;
import io.pgreplicator.error.NameList;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks that both servers have room for the replicator and that nothing on the source blocks it. Stateless, thread-safe.
 */
final class LoadCheck {
    /** Leader, control, drain and one for monitoring. */
    private static final int STANDING_CONNECTIONS = 4;

    /** A table's log and the segment that holds its rows. */
    private static final int LOGS_OF_A_TABLE = 2;

    private static final int FIRST_WITH_CURRENT_TRIGGERS_OF_PARTITIONS = 12;

    private LoadCheck() {}

    private record LockRoom(long relations, long room, long sessions) {}

    /** {@code owner}: who may end it if this role may not; empty for an administrator alone, null if this role may. */
    private record Blocker(
            String kind,
            String name,
            String description,
            @Nullable String owner) {
        /** Where and by whom the statement is run that ends it. */
        String place() {
            if (owner == null) {
                return "On the source: ";
            }
            return "On the source, as " + (owner.isEmpty() ? "" : Sql.identifier(owner) + " or ")
                    + "an administrator: ";
        }
    }

    static void run(Survey survey, Findings findings) {
        SourceConfig config = survey.config();
        int onSource = config.copy().streams() + STANDING_CONNECTIONS;
        int onTarget = config.copy().streams()
                + config.copy().indexWorkers()
                + config.rounds().appliers()
                + STANDING_CONNECTIONS;
        budget(survey.from(), onSource, findings);
        limits(Side.SOURCE, survey.from(), onSource, findings);
        room("source", survey.from(), onSource, findings);
        locks("source", survey.source(), survey.sourceOids(), LOGS_OF_A_TABLE, findings);
        if (survey.hasTarget()) {
            limits(Side.TARGET, survey.to(), onTarget, findings);
            room("target", survey.to(), onTarget, findings);
            locks("target", survey.target(), survey.targetOids(), 0, findings);
        }
        oldSnapshots(survey.from().major(), hasNewPartitionedTable(survey), findings);
        blockers(survey, findings);
        wraparound(survey, findings);
    }

    private static void budget(Server source, int needed, Findings findings) {
        int budget = Math.max(1, source.connectionLimit() / 10);
        if (needed > budget) {
            findings.warn(
                    "source connections",
                    "up to " + needed + " of " + source.connectionLimit() + " would be used; a tenth, " + budget
                            + ", is what a production server can spare",
                    budget > STANDING_CONNECTIONS
                            ? "Set the copy streams to " + (budget - STANDING_CONNECTIONS) + " or fewer."
                            : "Set the copy streams to 1, or choose a plan with more connections.");
        } else {
            findings.pass("source connections", "up to " + needed + " of " + source.connectionLimit());
        }
    }

    /** What somebody has set for the role or the database is no matter of who is connected now: a run never gets more. */
    private static void limits(Side side, Server server, int needed, Findings findings) {
        if (server.roleLimit() >= 0 && server.roleLimit() < needed) {
            findings.fail(
                    side + " connections",
                    "up to " + needed + " are needed, and role " + server.role() + " may have " + server.roleLimit(),
                    side.place(false) + "ALTER ROLE " + Sql.identifier(server.role()) + " CONNECTION LIMIT " + needed
                            + "; -- or more, where others connect as it" + fewer(side, server.roleLimit()));
        }
        if (server.databaseLimit() >= 0 && server.databaseLimit() < needed) {
            findings.fail(
                    side + " connections",
                    "up to " + needed + " are needed, and the database " + server.database() + " takes "
                            + server.databaseLimit() + " of all roles together",
                    (server.role().equals(server.databaseOwner())
                                    ? side.place(true)
                                    : "On the " + side + ", as " + Sql.identifier(server.databaseOwner())
                                            + " or an administrator: ")
                            + "ALTER DATABASE "
                            + Sql.identifier(server.database()) + " CONNECTION LIMIT "
                            + (needed + server.databaseLimit()) + "; -- or -1 for none"
                            + fewer(side, server.databaseLimit()));
        }
    }

    /** What whoever may not raise a limit can do, on a line of its own. */
    private static String fewer(Side side, int limit) {
        int spare = limit - STANDING_CONNECTIONS;
        int least = side == Side.SOURCE ? 1 : 3;
        if (spare < least) {
            return "";
        }
        return side == Side.SOURCE
                ? "\nOr set the copy streams to " + spare + " or fewer."
                : "\nOr set the copy streams, index workers and appliers to " + spare + " or fewer together.";
    }

    private static void room(String side, Server server, int needed, Findings findings) {
        int free = server.connectionLimit() - server.inUse();
        if (needed > free) {
            findings.warn(
                    side + " connections",
                    "up to " + needed + " would be used, but only " + Math.max(0, free) + " are free now",
                    "On the " + side + ", close idle sessions or raise the limit; or set fewer copy streams.");
        }
    }

    /**
     * A round is one transaction on the source and, when few rows changed, one on the target: it locks all tables that it
     * reads.
     */
    private static void locks(String side, Session session, List<String> oids, int more, Findings findings) {
        LockRoom found = session.doing("counting what a round locks")
                .query(
                        Survey.file("lock_room.sql"),
                        row -> new LockRoom(row.getLong(1), row.getLong(2), row.getLong(3)),
                        oids)
                .get(0);
        long needed = found.relations + (long) more * oids.size();
        if (needed > found.room / 2) {
            findings.warn(
                    side + " locks",
                    "a round in which every table has changed holds about " + needed
                            + " locks, and the whole server has room for about " + found.room,
                    "On the " + side + ", set max_locks_per_transaction to " + (2 * needed / found.sessions + 1)
                            + " or more in the server's configuration and restart it; or leave tables out: --exclude-table.");
        }
    }

    /** Whether a partitioned table is still to be captured, as far as is known. */
    private static boolean hasNewPartitionedTable(Survey survey) {
        return survey.tables().stream()
                .anyMatch(table -> table.kind() == Table.Kind.PARTITIONED
                        && !survey.copied().contains(table.name()));
    }

    /** Before 12 a transaction that keeps its snapshot does not see the triggers that a partition was given meanwhile. */
    static void oldSnapshots(int major, boolean partitioned, Findings findings) {
        if (partitioned && major < FIRST_WITH_CURRENT_TRIGGERS_OF_PARTITIONS) {
            findings.warn(
                    "source",
                    "before PostgreSQL 12 a transaction in REPEATABLE READ or SERIALIZABLE that began before 'run' installs the"
                            + " capture and writes to a partition only after it is not captured",
                    "End such transactions before 'run' installs: they are among those of SELECT pid, usename, xact_start, state,"
                            + " query FROM pg_stat_activity WHERE datname = current_database() AND backend_xmin IS NOT NULL"
                            + " AND pid <> pg_backend_pid() ORDER BY xact_start;");
        }
    }

    private static void blockers(Survey survey, Findings findings) {
        survey.source()
                .doing("looking at running transactions")
                .query(
                        Survey.file("blockers.sql"),
                        row -> new Blocker(row.getString(1), row.getString(2), row.getString(3), row.getString(4)))
                .forEach(blocker -> report(blocker, findings));
    }

    private static void report(Blocker blocker, Findings findings) {
        switch (blocker.kind) {
            case "prepared" ->
                findings.warn(
                        "source",
                        "prepared transaction " + blocker.name + " is pending, " + blocker.description
                                + ": the tables it wrote cannot be given triggers, and its changes arrive only after it ends",
                        blocker.place() + "COMMIT PREPARED " + Sql.literal(blocker.name)
                                + ";\nOr, to discard what it wrote:\n" + blocker.place() + "ROLLBACK PREPARED "
                                + Sql.literal(blocker.name) + ";");
            case "transaction" ->
                findings.warn(
                        "source",
                        "a transaction has been open for more than an hour: process " + blocker.name + " "
                                + blocker.description,
                        "Have its application end it, or, to discard what it wrote:\n" + blocker.place()
                                + "SELECT pg_terminate_backend(" + blocker.name + ");");
            case "detaching" ->
                findings.fail(
                        "source",
                        "DETACH CONCURRENTLY of the partition " + blocker.name + " was not finished: "
                                + blocker.description + " no longer shows its rows",
                        blocker.place() + "ALTER TABLE " + blocker.description + " DETACH PARTITION " + blocker.name
                                + " FINALIZE; -- waits for transactions that began before the DETACH");
            case "publication" ->
                findings.warn(
                        "source",
                        "publication " + blocker.name
                                + " is FOR ALL TABLES, so it will send the replicator's log tables"
                                + " to its subscribers too",
                        "Create the schema replicator_capture and its tables at the subscribers, or publish the tables by name"
                                + " (CREATE PUBLICATION ... FOR TABLE) and let them subscribe to that.");
            default -> throw new IllegalStateException("blockers.sql returns the unknown kind " + blocker.kind);
        }
    }

    private static void wraparound(Survey survey, Findings findings) {
        List<QualifiedName> tables = survey.source()
                .doing("looking for vacuums")
                .query(
                        Survey.file("wraparound_vacuums.sql"),
                        row -> new QualifiedName(row.getString(1), row.getString(2)),
                        survey.sourceOids());
        if (!tables.isEmpty()) {
            findings.warn(
                    "source",
                    "an autovacuum that prevents wraparound, and gives way to nobody, runs on " + NameList.of(tables),
                    "Start when it has ended: a table can be given its triggers only then.");
        }
    }
}
