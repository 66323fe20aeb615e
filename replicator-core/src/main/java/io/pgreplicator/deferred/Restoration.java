package io.pgreplicator.deferred;

import io.pgreplicator.config.CopyOptions;
import io.pgreplicator.deferred.DeferredObjects.Deferred;
import io.pgreplicator.deferred.Definition.Kind;
import io.pgreplicator.deferred.Renewal.Outcome;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.OpenObject;
import io.pgreplicator.telemetry.ReplicationEvent.Ending;
import io.pgreplicator.telemetry.ReplicationEvent.ObjectBuildEnded;
import io.pgreplicator.telemetry.ReplicationEvent.ObjectBuildStarted;
import io.pgreplicator.telemetry.ReplicationEvent.ObjectLeftOpen;
import io.pgreplicator.telemetry.ReplicationEvent.ObjectLetGo;
import io.pgreplicator.telemetry.ReplicationEvent.ObjectRestored;
import io.pgreplicator.telemetry.UninstallReport.RestoredObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Restores what was dropped or disabled on the target, one object after the other. What the target rejects stays recorded,
 * with the reason: it is an open object. The rows are complete without it, and it blocks nothing else. Thread-safe.
 */
public final class Restoration {
    private static final String WAITING =
            "the target's role may not set session_replication_role, so it would act on what is"
                    + " replicated; it comes back when 'replicator run --until caught-up' or 'replicator uninstall' ends";

    private static final String UNPROVED =
            "rows that were written before it was added, or at another time, need not satisfy it; it comes back when 'replicator"
                    + " run --until caught-up', 'replicator cutover' or 'replicator uninstall' ends";

    private final Database target;
    private final CopyOptions options;
    private final Work work;
    private final List<RestoredObject> restored = new CopyOnWriteArrayList<>();
    /** Whether what a 'schema' has left to come later was looked for: none of them runs beside this. */
    private volatile boolean admitted;

    public Restoration(Database target, CopyOptions options, Work work) {
        this.target = target;
        this.options = options;
        this.work = work;
    }

    /** A step of the work on one object, on a session of its own. */
    private interface Step {
        void run(Session session);
    }

    /**
     * Has what is off come back as the source has it now: what the source has no more does not come back. Not after a switch: the other
     * side takes writes then, and definitions with them.
     */
    public void asOn(Database source) {
        work.call("asking the source for what is taken off", () -> renewals(source))
                .forEach(this::renew);
    }

    /** The same while nobody can write: a source that does not answer is not waited for, and what it had when it was asked last counts. */
    public void asOnIfItAnswers(Database source) {
        List<Renewing> due;
        try {
            due = renewals(source);
        } catch (DatabaseException e) {
            return;
        }
        due.forEach(this::renew);
    }

    /** {@code now}: null when the source has none. */
    private record Renewing(Renewal renewal, @Nullable Definition now) {}

    private List<Renewing> renewals(Database source) {
        try (Session to = target.open(Role.CONTROL)) {
            List<Renewal.Off> off = Renewal.Off.all(to);
            return off.isEmpty() ? List.of() : renewals(source, to, off);
        }
    }

    private static List<Renewing> renewals(Database source, Session to, List<Renewal.Off> off) {
        try (Session from = source.open(Role.CONTROL)) {
            List<Renewal> all = Renewal.of(off, from, to);
            Renewal.note(to, all);
            var due = new ArrayList<Renewing>();
            for (Renewal renewal : all) {
                if (renewal.outcome() == Outcome.GONE) {
                    due.add(new Renewing(renewal, null));
                } else if (renewal.outcome() == Outcome.RENEWED) {
                    renewal.definition(from).ifPresent(now -> due.add(new Renewing(renewal, now)));
                }
            }
            return due;
        }
    }

    private void renew(Renewing one) {
        Deferred object = one.renewal.deferred();
        boolean done = tryOnce(object, session -> one.renewal.apply(session, one.now));
        if (done && one.now == null) {
            work.tell(new ObjectLetGo(one.renewal.off().key().kind().toString(), object.table(), object.name()));
        }
    }

    /** Restores indexes and statistics, which is possible at any time after the copy. */
    public void indexes() {
        Set<QualifiedName> late = pending(Kind.INDEX).stream()
                .filter(Deferred::waits)
                .map(Deferred::table)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        putBack(Kind.INDEX);
        // the statistics of what an index computes exist only with it
        late.forEach(this::analyze);
        putBack(Kind.STATISTICS);
    }

    /** Restores indexes whose names something else had when they were tried; without them a key may be missing. */
    public void indexesWithoutNames() {
        putBack(Kind.INDEX, NameHolder::isInTheWay);
    }

    /**
     * Restores foreign keys: adds and validates them. Only while the target equals a snapshot of the source, that is,
     * between two rounds: during the copy a row may refer to one that a round has yet to carry.
     */
    public void foreignKeys() {
        putBack(Kind.FOREIGN_KEY);
    }

    /** Restores everything, triggers last; when no round follows that they could affect. */
    public void everything() {
        indexes();
        foreignKeys();
        putBack(Kind.DOMAIN_CHECK);
        putBack(Kind.CHECK);
        putBack(Kind.TRIGGER);
    }

    /**
     * Restores what acts on the rows that applications write, before they do: triggers, and foreign keys and constraints that check new
     * rows. {@link #everything} checks the present rows later.
     */
    public void whatActs() {
        indexes();
        for (Deferred object : pending(Kind.FOREIGN_KEY)) {
            attempt(Kind.FOREIGN_KEY, object, session -> build(session, object));
        }
        buildChecksAtOnce();
        putBack(Kind.TRIGGER);
    }

    /** Nobody can write meanwhile, so none is waited for; {@link #everything} tries those that are left. */
    private void buildChecksAtOnce() {
        for (Kind kind : List.of(Kind.DOMAIN_CHECK, Kind.CHECK)) {
            for (Deferred object : pending(kind)) {
                try {
                    if (!work.call("restoring " + object.name(), () -> isBuiltAtOnce(object))) {
                        break;
                    }
                } catch (DatabaseException e) {
                    leaveOpen(object, e);
                }
            }
        }
    }

    private boolean isBuiltAtOnce(Deferred object) {
        try (Session session = target.open(Role.INDEX)) {
            return Rebuilding.buildAtOnce(session, object);
        }
    }

    /**
     * A constraint that depends on more than its row may hold for new rows and not for old ones: it stays NOT VALID then, and that is told.
     * One that cannot be evaluated, for a name that its function does not find, would refuse new rows as well: it is left open.
     */
    private void finishCheck(Kind kind, Session session, Deferred object) {
        try {
            Rebuilding.finish(session, object);
        } catch (DatabaseException e) {
            if (!SqlStates.isRowRefusal(e.sqlState()) || SqlStates.isUndefined(e.sqlState())) {
                throw e;
            }
            Rebuilding.finishUnproved(session, object);
            work.tell(new ObjectLeftOpen(new OpenObject(
                    kind.toString(),
                    object.table(),
                    object.name(),
                    "rows of the source do not satisfy it any more, so it stays NOT VALID",
                    String.join("; ", object.finish()) + ";",
                    "",
                    false)));
        }
    }

    /** Drops or disables what would act on replicated rows in sessions that cannot switch it off for themselves. */
    public void takeOffWhatActs(Collection<QualifiedName> tables) {
        work.run("taking off foreign keys and triggers", () -> {
            try (Session session = target.open(Role.CONTROL)) {
                DeferredObjects.takeOffForeignKeys(session, tables);
                DeferredObjects.disableTriggers(session, tables);
                DeferredObjects.leaveWaiting(session, List.of(Kind.FOREIGN_KEY, Kind.TRIGGER), WAITING);
            }
        });
    }

    /** Drops the constraints that rows of the source need not satisfy: a round may carry one that does not. */
    public void takeOffUnprovedChecks(Collection<QualifiedName> tables) {
        work.run("taking off constraints that rows need not satisfy", () -> {
            try (Session session = target.open(Role.CONTROL)) {
                DeferredObjects.takeOffUnprovedChecks(session, tables);
                DeferredObjects.leaveWaiting(session, List.of(Kind.DOMAIN_CHECK, Kind.CHECK), UNPROVED);
            }
        });
    }

    /** What {@link #everything} has put back so far. */
    public List<RestoredObject> restored() {
        return List.copyOf(restored);
    }

    /** What is not restored, and why. */
    public List<OpenObject> open() {
        return work.call("reading the open objects", () -> {
            try (Session session = target.open(Role.CONTROL)) {
                return OpenObjects.all(session);
            }
        });
    }

    private void putBack(Kind kind) {
        putBack(kind, object -> true);
    }

    private void putBack(Kind kind, Predicate<Deferred> due) {
        for (Deferred object : pending(kind).stream().filter(due).toList()) {
            boolean done = attempt(kind, object, session -> {
                build(session, object);
                if (kind == Kind.CHECK || kind == Kind.DOMAIN_CHECK) {
                    finishCheck(kind, session, object);
                } else {
                    Rebuilding.finish(session, object);
                }
            });
            if (done) {
                restored.add(new RestoredObject(kind.toString(), object.table(), object.name()));
            }
            tellRestored(object, done);
        }
    }

    private List<Deferred> pending(Kind kind) {
        return work.call("reading the objects taken off", () -> {
            try (Session session = target.open(Role.CONTROL)) {
                if (kind == Kind.FOREIGN_KEY && !admitted) {
                    DeferredObjects.admitForeignKeys(session);
                    admitted = true;
                }
                return DeferredObjects.pending(session, kind);
            }
        });
    }

    /** Builds the index; runs {@code first} before, with the same session. Returns whether it is built now. */
    public boolean build(Deferred object, Runnable first) {
        return attempt(Kind.INDEX, object, session -> {
            first.run();
            build(session, object);
        });
    }

    /** Runs what the index needs after it was built, for example attaching it to its constraint. */
    public void finish(Deferred object) {
        boolean done = tryOnce(object, session -> Rebuilding.finish(session, object));
        tellRestored(object, done);
    }

    private void build(Session session, Deferred object) {
        session.set("maintenance_work_mem", options.maintenanceMemory().bytes() / 1024 + "kB");
        Rebuilding.build(session, object);
    }

    private void tellRestored(Deferred object, boolean done) {
        if (done && object.problem() != null && !object.waits()) {
            work.tell(new ObjectRestored(object.table(), object.name()));
        }
    }

    /** Computes the statistics of the table. */
    public void analyze(QualifiedName table) {
        try {
            work.run("analyzing " + table, () -> {
                try (Session session = target.open(Role.INDEX)) {
                    Rebuilding.analyze(session, table);
                }
            });
        } catch (DatabaseException e) {
            Deferred object = work.call("recording missing statistics", () -> {
                try (Session session = target.open(Role.CONTROL)) {
                    return DeferredObjects.recordStatistics(session, table);
                }
            });
            leaveOpen(object, e);
        }
    }

    /** As {@link #tryOnce}, and reports the outcome. */
    private boolean attempt(Kind kind, Deferred object, Step step) {
        var start = new ObjectBuildStarted(kind.toString(), object.table(), object.name());
        return work.act(
                start,
                () -> tryOnce(object, step),
                (done, ending) -> new ObjectBuildEnded(
                        start,
                        Boolean.FALSE.equals(done)
                                ? Ending.failed(ErrorCode.TARGET_FAILED, ending.elapsed())
                                : ending));
    }

    /** One attempt, except for what a retry can fix; false when the object is left open. */
    private boolean tryOnce(Deferred object, Step step) {
        try {
            work.run("restoring " + object.name(), () -> {
                try (Session session = target.open(Role.INDEX)) {
                    step.run(session);
                }
            });
            return true;
        } catch (DatabaseException e) {
            leaveOpen(object, e);
            return false;
        }
    }

    /** A lost connection is not the object's fault, and nothing could be recorded; nor is a lock that a stop did not wait for. */
    private void leaveOpen(Deferred object, DatabaseException failure) {
        if (failure.code() != ErrorCode.TARGET_FAILED || (work.isStopped() && failure.isTransient())) {
            throw failure;
        }
        List<OpenObject> open = work.call("recording an open object", () -> {
            try (Session session = target.open(Role.CONTROL)) {
                Rebuilding.leaveOpen(session, object, NameHolder.reason(session, object, failure));
                return OpenObjects.all(session);
            }
        });
        open.stream()
                .filter(one -> one.table().equals(object.table()) && one.name().equals(object.name()))
                .forEach(one -> work.tell(new ObjectLeftOpen(one)));
    }
}
