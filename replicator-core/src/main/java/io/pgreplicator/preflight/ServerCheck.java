package io.pgreplicator.preflight;

import io.pgreplicator.jdbc.Session;
import java.util.concurrent.ThreadLocalRandom;

/** Checks the two servers: versions, roles in a cluster, encodings, sort orders. Stateless, thread-safe. */
final class ServerCheck {
    private static final int OLDEST_SOURCE = 10;
    private static final int OLDEST_TARGET = 12;
    private static final int NEWEST_KNOWN = 18;

    private static final String MEND_VALUES =
            "Find and fix such values first; the replicator names the row it could not carry.";

    private ServerCheck() {}

    /** Checks both; returns whether the rest of their catalogs can be read. */
    static boolean run(Session source, Session target, Server from, Server to, Findings findings) {
        boolean leadsBack =
                to.major() >= OLDEST_TARGET && to.major() < from.major() && MigrationCheck.leadsBack(source, target);
        if (!compare(from, to, leadsBack, new NewTarget(source, target), findings)) {
            return false;
        }
        different(source, target, findings);
        return true;
    }

    /** Checks what is possible for the source alone; false when the rest of its catalog cannot be read. */
    static boolean runOnSource(Server from, Findings findings) {
        boolean supported = version("source", from, OLDEST_SOURCE, findings);
        writableSource(from, findings);
        if (from.encoding().equals("SQL_ASCII")) {
            findings.warn(
                    "encoding",
                    "the source's encoding is SQL_ASCII, which holds bytes of any encoding, and a value that is not valid"
                            + " UTF8 is refused",
                    MEND_VALUES);
        }
        return supported;
    }

    /** The part that needs no session; false when one of the two is too old for further checks. */
    static boolean compare(Server from, Server to, boolean leadsBack, TargetStatements statements, Findings findings) {
        boolean sourceSupported = version("source", from, OLDEST_SOURCE, findings);
        boolean targetSupported = version("target", to, OLDEST_TARGET, findings);
        if (!sourceSupported || !targetSupported) {
            return false;
        }
        if (to.major() < from.major()) {
            older(from, to, leadsBack, findings);
        }
        writable(from, to, statements, findings);
        encodings(from, to, statements, findings);
        sorting(from, to, statements, findings);
        names(from, to, findings);
        return true;
    }

    private static void older(Server from, Server to, boolean leadsBack, Findings findings) {
        String versions = "PostgreSQL " + to.version() + " is older than the source's " + from.version();
        if (leadsBack) {
            findings.warn(
                    "target",
                    versions
                            + ": it is the former source, to which this migration leads back, and a value that only newer servers"
                            + " know is refused by it",
                    "Use nothing that the former source lacks for as long as the way back is to be kept.");
        } else {
            findings.fail("target", versions, "Create the target with PostgreSQL " + from.major() + " or newer.");
        }
    }

    private static boolean version(String side, Server server, int oldest, Findings findings) {
        if (server.major() < oldest) {
            findings.fail(
                    side,
                    "PostgreSQL " + server.version() + " is not supported: " + oldest + " is the oldest for a " + side,
                    "Upgrade the " + side + " to PostgreSQL " + oldest + " or newer.");
            return false;
        }
        if (server.major() > NEWEST_KNOWN) {
            findings.warn(
                    side,
                    "PostgreSQL " + server.version() + " is newer than any this program was tested with ("
                            + NEWEST_KNOWN + ")",
                    "Rehearse on a copy of the source first, or use a newer release of this program.");
        } else {
            findings.pass(
                    side,
                    "PostgreSQL " + server.version() + ", database " + server.database() + ", role " + server.role());
        }
        return true;
    }

    private static void writableSource(Server from, Findings findings) {
        if (from.standby()) {
            findings.fail(
                    "source",
                    "it is a standby: triggers cannot be created on it",
                    "Give --source the address of the primary; a follower can be promoted or forked for a rehearsal.");
        }
    }

    private static void writable(Server from, Server to, TargetStatements statements, Findings findings) {
        writableSource(from, findings);
        if (to.standby()) {
            findings.fail("target", "it is a read-only standby", "Give --target the address of the primary.");
        } else if (to.readOnly()) {
            TargetStatements.ReadOnlySetting setting = statements.readOnly();
            findings.warn(
                    "target",
                    "default_transaction_read_only is on, " + setting.place()
                            + ": this program overrides it, an application to which it applies does not",
                    setting.cure());
        }
    }

    /** Two addresses can lead to the same database; a lock held through one is then visible through the other. */
    private static void different(Session source, Session target, Findings findings) {
        long key = ThreadLocalRandom.current().nextLong();
        source.doing("comparing it with the target").begin("");
        try {
            boolean held = tryLock(source, key);
            if (held && !tryLock(target.doing("comparing it with the source"), key)) {
                findings.fail(
                        "target",
                        "source and target are the same database",
                        "Give --target another database than --source.");
            }
        } finally {
            source.rollback();
        }
    }

    private static boolean tryLock(Session session, long key) {
        return session.query(Survey.file("same_database.sql"), row -> row.getBoolean(1), key)
                .get(0);
    }

    private static void encodings(Server from, Server to, TargetStatements statements, Findings findings) {
        String both = "the source's encoding is " + from.encoding() + ", the target's " + to.encoding();
        if (from.encoding().equals(to.encoding())) {
            findings.pass("encoding", from.encoding() + " on both sides");
        } else if (from.encoding().equals("SQL_ASCII")) {
            findings.warn(
                    "encoding",
                    both + ": SQL_ASCII holds bytes of any encoding, and the target refuses those that are not its own",
                    MEND_VALUES + "\nOr keep the bytes as they are:\n" + statements.creationWithEncoding());
        } else if (to.encoding().equals("UTF8")) {
            findings.warn(
                    "encoding",
                    both + ": text is converted, and its length in bytes changes",
                    "None: the texts stay the same. What counts bytes of them gets other numbers.");
        } else {
            findings.fail(
                    "encoding",
                    both + ": not every character of the source can be stored",
                    statements.creationWithEncoding());
        }
    }

    private static void sorting(Server from, Server to, TargetStatements statements, Findings findings) {
        if (from.sorting().equals(to.sorting())) {
            findings.pass("collation", from.sorting() + " on both sides");
        } else {
            findings.warn(
                    "collation",
                    "the source sorts by " + from.sorting() + ", the target by " + to.sorting()
                            + ": ORDER BY and range conditions on text may give other results after the move",
                    statements
                            .creation()
                            .map(creation -> "None, if it is meant. Otherwise\n" + creation)
                            .orElse(
                                    "None, if it is meant. Otherwise use a target whose server has the source's locale: this one does"
                                            + " not, or cannot tell."));
        }
    }

    private static void names(Server from, Server to, Findings findings) {
        if (to.longestName() < from.longestName()) {
            findings.fail(
                    "target",
                    "it cuts names after " + to.longestName() + " bytes, the source after " + from.longestName(),
                    "Use a target built with the usual length of names.");
        }
    }
}
