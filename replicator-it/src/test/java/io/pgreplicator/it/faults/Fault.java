package io.pgreplicator.it.faults;

import io.pgreplicator.it.DiffOptions;
import java.sql.SQLException;
import java.time.Duration;

/** What can go wrong at a place; happens while the replicator's thread stands there. Immutable. */
enum Fault {
    SOURCE_SESSIONS_KILLED("sessions on the source ended by an administrator") {
        @Override
        void strike(Site site) throws SQLException {
            site.onSource(Site.END_SESSIONS);
        }
    },
    TARGET_SESSIONS_KILLED("sessions on the target ended by an administrator") {
        @Override
        void strike(Site site) throws SQLException {
            site.onTarget(Site.END_SESSIONS);
        }
    },
    CONNECTIONS_CUT("all connections cut") {
        @Override
        void strike(Site site) {
            site.toSource.cut();
            site.toTarget.cut();
        }
    },
    NETWORK_STALLED("network stalled, then going on") {
        @Override
        void strike(Site site) {
            site.toSource.stall();
            site.toTarget.stall();
            site.later(SHORT, () -> {
                site.toSource.resume();
                site.toTarget.resume();
            });
        }
    },
    CONNECTIONS_HALF_OPEN("network stalled, then its connections gone") {
        @Override
        void strike(Site site) {
            site.toSource.stall();
            site.toTarget.stall();
            site.later(SHORT, () -> {
                CONNECTIONS_CUT.strike(site);
                site.toSource.resume();
                site.toTarget.resume();
            });
        }
    },
    SOURCE_CRASHED("source stopped at once and started") {
        @Override
        void strike(Site site) {
            site.pair.source().stopImmediately();
            site.later(SHORT, site.pair.source()::startAgain);
        }

        // a crash moves sequences on by up to 32 numbers, and one comes after the replicator's last look
        @Override
        DiffOptions compared() {
            return super.compared().withoutSequencePositions();
        }
    },
    TARGET_CRASHED("target stopped at once and started") {
        @Override
        void strike(Site site) {
            site.pair.target().stopImmediately();
            site.later(SHORT, site.pair.target()::startAgain);
        }
    },
    COMMITS_UNANSWERED("answer to the next COMMIT lost, on each side") {
        @Override
        void strike(Site site) {
            site.toSource.loseNextAnswer("COMMIT");
            site.toTarget.loseNextAnswer("COMMIT");
        }
    },
    UPDATES_UNANSWERED("answer to the next UPDATE lost, on each side") {
        @Override
        void strike(Site site) {
            site.toSource.loseNextAnswer("UPDATE 1");
            site.toTarget.loseNextAnswer("UPDATE 1");
        }
    },
    CONNECTIONS_USED_UP("target's connection limit reached") {
        @Override
        void strike(Site site) throws SQLException {
            site.onTarget("ALTER ROLE rds_master CONNECTION LIMIT 1", Site.END_SESSIONS);
            site.later(SHORT, () -> site.onTarget("ALTER ROLE rds_master CONNECTION LIMIT -1"));
        }
    },
    DISK_FULL("target answers 53100, as when its disk is full") {
        @Override
        void strike(Site site) throws SQLException {
            site.onTarget("INSERT INTO fault.disk_full VALUES (true)");
            site.later(SHORT, () -> site.onTarget("DELETE FROM fault.disk_full"));
        }
    },
    TABLES_LOCKED("target's tables locked by somebody else") {
        @Override
        void strike(Site site) {
            site.later(Duration.ZERO, site::holdTargetTables);
        }
    };

    private static final Duration SHORT = Duration.ofMillis(700);

    private final String words;

    Fault(String words) {
        this.words = words;
    }

    /** Makes it happen; what ends by itself has ended when {@link Site#settle} returns. */
    abstract void strike(Site site) throws SQLException;

    /** What must be the same in the end. */
    DiffOptions compared() {
        return DiffOptions.replicated();
    }

    @Override
    public String toString() {
        return words;
    }
}
