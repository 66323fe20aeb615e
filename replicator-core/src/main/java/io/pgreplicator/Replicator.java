package io.pgreplicator;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.config.CopyOptions;
import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.RunningConfig;
import io.pgreplicator.config.SchemaOptions;
import io.pgreplicator.config.SessionOptions;
import io.pgreplicator.config.SourceConfig;
import io.pgreplicator.config.TargetConfig;
import io.pgreplicator.config.VerifyOptions;
import io.pgreplicator.connection.ConnectionSettings;
import io.pgreplicator.control.Command;
import io.pgreplicator.control.Command.Verb;
import io.pgreplicator.control.CommandQueue;
import io.pgreplicator.control.Leader;
import io.pgreplicator.control.VerificationRecord;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.phase.Completion;
import io.pgreplicator.phase.Direction;
import io.pgreplicator.phase.Guardrails;
import io.pgreplicator.phase.RemoteCutover;
import io.pgreplicator.phase.Repair;
import io.pgreplicator.phase.Run;
import io.pgreplicator.phase.StatusReader;
import io.pgreplicator.phase.Uninstall;
import io.pgreplicator.phase.Verification;
import io.pgreplicator.preflight.Preflight;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.runtime.StopSignal;
import io.pgreplicator.schema.SchemaCopy;
import io.pgreplicator.telemetry.CheckReport;
import io.pgreplicator.telemetry.ComparisonReport;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.OpenTransaction;
import io.pgreplicator.telemetry.Progress;
import io.pgreplicator.telemetry.RepairReport;
import io.pgreplicator.telemetry.ReplicationEvent.GoesBack;
import io.pgreplicator.telemetry.ReplicationEvent.Way;
import io.pgreplicator.telemetry.ReplicationListener;
import io.pgreplicator.telemetry.SchemaReport;
import io.pgreplicator.telemetry.UninstallReport;
import io.pgreplicator.telemetry.VerifyReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A configured pair of databases and all operations on it. Thread-safe; every method blocks unless it says otherwise, and
 * throws {@link io.pgreplicator.error.ReplicatorException}.
 */
public final class Replicator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Replicator.class);

    /** What the check looks at by itself, and says more of. */
    private static final Pattern NAMED_ALREADY = Pattern.compile("(?:extension|sequence) .*");

    /** The leader polls every second, unless it waits for a server. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final ReplicatorConfig config;
    private final ReplicationListener listener;
    private final PausePoint.Hook hook;
    private final Ends ends;
    /** The cutover that was asked for last. */
    private volatile @Nullable RemoteCutover asked;

    private Replicator(ReplicatorConfig config, ReplicationListener listener, PausePoint.Hook hook) {
        this.config = config;
        ReplicationListener log = event -> LOG.debug("{}", event);
        this.listener = log.andThen(listener);
        this.hook = hook;
        this.ends = Ends.of(config);
    }

    /** Makes a replicator without a listener; does not connect yet. */
    public static Replicator open(ReplicatorConfig config) {
        return open(config, ReplicationListener.NONE);
    }

    /** Makes a replicator that reports its events to the listener; does not connect yet. */
    public static Replicator open(ReplicatorConfig config, ReplicationListener listener) {
        return new Replicator(config, listener, hook(listener));
    }

    /** No argument, because a caller could break every promise of this class with a hook: it is for tests. */
    private static PausePoint.Hook hook(ReplicationListener listener) {
        return listener instanceof PausePoint.Hook pausing ? pausing : PausePoint.Hook.NONE;
    }

    /**
     * Checks both databases without changing anything, in the direction in which changes go at this moment, as a run does. What blocks a
     * run is in the report, not thrown.
     */
    public CheckReport check() {
        try {
            Direction direction = presentDirection();
            direction.assertNotEnded();
            return CheckReport.ofBoth(direction.with(ends, way -> findings(way, direction.reversed())));
        } catch (ReplicatorException e) {
            if (e.code() != ErrorCode.BOTH_OPEN && e.code() != ErrorCode.ALREADY_SWITCHED) {
                throw e;
            }
            return CheckReport.ofBoth(List.of(Finding.fail("migration", String.valueOf(e.getMessage()), e.cure())));
        }
    }

    /** Of databases that cannot be asked the check says why, in the first direction. */
    private Direction presentDirection() {
        try {
            ends.probe();
        } catch (ReplicatorException e) {
            return Direction.first();
        }
        return Direction.of(ends);
    }

    private List<Finding> findings(Ends way, boolean reversed) {
        if (!reversed) {
            return findings(way);
        }
        listener.on(new Way(true));
        return findings(way).stream().map(Finding::onTheWayBack).toList();
    }

    private List<Finding> findings(Ends way) {
        var findings = new ArrayList<>(Preflight.run(way.source(), way.target(), config));
        if (findings.stream().noneMatch(finding -> finding.level() == Finding.Level.FAIL)) {
            Set<String> said = findings.stream().map(Finding::subject).collect(Collectors.toSet());
            Verification.definitions(way, config.tables()).stream()
                    .filter(one -> !(NAMED_ALREADY.matcher(one.subject()).matches() && said.contains(one.subject())))
                    .forEach(findings::add);
        }
        return findings;
    }

    /** Checks a source that has no target yet, without changing anything. Blocks; any thread may call it. */
    public static CheckReport checkSource(SourceConfig config) {
        try (var source = new Database(Side.SOURCE, config.source(), config.sessions())) {
            return CheckReport.ofSource(Preflight.runOnSource(source, config));
        }
    }

    /**
     * Creates what the target lacks of the source's schema, all of it or nothing, and leaves what it has as it is; the report names the
     * differences that remain. Throws {@link io.pgreplicator.error.ErrorCode#LEADER_RUNNING} while a replicator is running for the
     * target. After a cutover it goes the way of the changes: what the target has is created on the source.
     */
    public SchemaReport createSchema() {
        return createSchema(SchemaOptions.defaults());
    }

    /**
     * The same without what the options leave out. Throws {@link io.pgreplicator.error.ErrorCode#CONFIG_INVALID} when a pattern matches
     * nothing, before anything is changed.
     */
    public SchemaReport createSchema(SchemaOptions options) {
        ends.probe();
        Direction direction = Direction.of(ends);
        if (direction.reversed()) {
            listener.on(new GoesBack());
        }
        return direction.with(ends, way -> {
            listener.on(new Way(direction.reversed()));
            Leader leader = Leader.take(way.target());
            try {
                // nobody can switch from here on
                if (direction.lookAgain(ends).reversed() != direction.reversed()) {
                    throw new ReplicatorException(
                            ErrorCode.COMMAND_REFUSED,
                            "A cutover was made meanwhile, and nothing was created.",
                            "Run the command again.");
                }
                return SchemaCopy.run(way.source(), way.target(), config, options, listener, Preflight::assertCreatable)
                        .inReverse(direction.reversed());
            } finally {
                leader.close();
            }
        });
    }

    /**
     * Starts the replication on daemon threads of its own, or resumes where a previous one left off, and returns at once. It
     * checks both databases first: a failed check, and any other failure, is thrown by the methods that wait. The target
     * must have its tables, see {@link #createSchema}; only one replication at a time leads a target, and another one fails
     * with {@link io.pgreplicator.error.ErrorCode#LEADER_RUNNING}. It follows until it is closed; {@link
     * Replication#endWhenCopied} and {@link Replication#endWhenCaughtUp} make it end by itself.
     */
    public Replication start() {
        return Replication.start(new Run(ends, config, listener, hook));
    }

    /**
     * As {@link Replication#pause}, for the replicator that is running for this target, on whatever machine: the command is
     * sent through the target, and answered within seconds. Returns the answer as a sentence. Throws {@link
     * io.pgreplicator.error.ErrorCode#NO_LEADER} when none is running or it does not answer within 15 s; {@link
     * io.pgreplicator.error.ErrorCode#COMMAND_REFUSED} with the reason.
     */
    public String pause() throws InterruptedException {
        return send(Command.of(Verb.PAUSE));
    }

    /** As {@link Replication#resume}, otherwise as {@link #pause}. */
    public String resume() throws InterruptedException {
        return send(Command.of(Verb.RESUME));
    }

    /** As {@link Replication#kick}, otherwise as {@link #pause}. */
    public String kick() throws InterruptedException {
        return send(Command.of(Verb.KICK));
    }

    /** As {@link Replication#set}, otherwise as {@link #pause}. */
    public String set(Map<String, String> settings) throws InterruptedException {
        RunningConfig.assertChangeable(settings);
        return send(Command.set(settings));
    }

    /**
     * Makes the replicator that is running for this target, on whatever machine, move the applications' writes, as {@link
     * Replication#endWhenSwitched} does; it goes on afterwards, in the direction that changes go then. Blocks until everything is restored
     * that comes back after a switch; the listener is told of the outcome as soon as it is known. Returns without doing anything when the
     * other side takes writes already. Throws {@link io.pgreplicator.error.ErrorCode#NO_LEADER} when none is running, or it ended
     * meanwhile: {@link #start} then ends what was begun; {@link io.pgreplicator.error.ErrorCode#COMMAND_REFUSED} with the reason;
     * otherwise as {@link Replication#endWhenSwitched}.
     */
    public void cutover(CutoverOptions options) throws InterruptedException {
        ends.probe();
        Direction direction = Direction.of(ends);
        if (direction.isOn(options)) {
            return;
        }
        inTurn(direction.reversed(), target -> {
            var cutover = new RemoteCutover(target, () -> Direction.of(ends).isTurning(), listener);
            asked = cutover;
            cutover.run(options, PATIENCE);
            return true;
        });
    }

    /**
     * Ends the cutover that {@link #cutover} of this object has asked for last, before the switch. Returns the answer; whoever waits for
     * the cutover learns its outcome. Throws {@link io.pgreplicator.error.ErrorCode#COMMAND_REFUSED} when it is not under way; otherwise
     * as {@link #pause}.
     */
    public String cancelCutover() throws InterruptedException {
        RemoteCutover mine = asked;
        if (mine == null) {
            throw new ReplicatorException(
                    ErrorCode.COMMAND_REFUSED, "No running replicator was asked for a cutover here.", "");
        }
        return send(mine.cancel());
    }

    private String send(Command command) throws InterruptedException {
        ends.target().probe();
        return inTurn(isReversed(), target -> CommandQueue.send(target, command, PATIENCE));
    }

    /** What is sent to the replicator that leads, which may be interrupted. */
    private interface Sending<T> {
        T to(Database target) throws InterruptedException;
    }

    /** Sends it through the database that changes go to. */
    private <T> T inTurn(boolean reversed, Sending<T> sending) throws InterruptedException {
        if (!reversed) {
            return sending.to(ends.target());
        }
        try (Ends back = ends.reversed()) {
            return sending.to(back.target());
        } catch (ReplicatorException e) {
            throw Direction.given(e);
        }
    }

    /** A command must reach a replicator also while the source does not answer: it is then taken for the first direction. */
    private boolean isReversed() {
        try {
            return Direction.of(ends).reversed();
        } catch (DatabaseException e) {
            if (e.code() != ErrorCode.SOURCE_UNREACHABLE) {
                throw e;
            }
            return false;
        }
    }

    /** What is done with what was found in one direction. */
    private interface Then<T> {
        T apply(Ends way, Direction direction, T found);
    }

    /** As {@link #inDirection}; what was found while a cutover turned the direction says nothing, and {@code then} is not called. */
    private <T> T inOneDirection(Function<Ends, T> task, Then<T> then) {
        ends.probe();
        Direction direction = Direction.of(ends);
        return direction.with(ends, way -> {
            listener.on(new Way(direction.reversed()));
            T result = task.apply(way);
            if (!direction.lastedUntil(direction.lookAgain(ends))) {
                throw new ReplicatorException(
                        ErrorCode.COMMAND_REFUSED,
                        "A cutover was made meanwhile, so what was compared says nothing.",
                        "Run the command again.");
            }
            return then.apply(way, direction, result);
        });
    }

    /** The task with both databases in the direction in which changes go at this moment. */
    private <T> T inDirection(Function<Ends, T> task) {
        ends.probe();
        Direction direction = Direction.of(ends);
        listener.on(new Way(direction.reversed()));
        return direction.with(ends, task);
    }

    /**
     * Reads the current state from the databases; works from any machine. Without an answer from the source, some values are
     * missing.
     */
    public Progress status() {
        return StatusReader.read(ends);
    }

    /**
     * Makes the target equal to its source again, when the source lost transactions ({@link
     * io.pgreplicator.error.ErrorCode#SOURCE_WENT_BACK}) or somebody else wrote to the target: compares every row of both
     * sides, while writers continue, and marks the differences as changed. The first round of the next {@link #start}
     * carries these rows. Harmless where nothing differs; after a failure it may be called again.
     */
    public RepairReport repair() {
        return inDirection(way -> Repair.run(way, config, listener, hook));
    }

    /**
     * Compares every row of every captured table on both sides by a hash, and the definitions of its columns' types, as {@link
     * #verify} does without waiting: for idle databases, because a change that is not applied yet counts as a difference.
     */
    public ComparisonReport compare() {
        return inOneDirection(way -> Verification.atOnce(way, newWork()), (way, direction, report) -> report);
    }

    /**
     * Compares what the options select on both sides, while writers and a replicator continue: each difference that is reported was
     * there at a moment at which the target had to be equal. Changes nothing but the record of its result. Blocks; an interrupt ends it with {@link
     * io.pgreplicator.error.ErrorCode#STOPPED}. What differs is in the report, not thrown.
     */
    public VerifyReport verify(VerifyOptions options) {
        Work work = newWork();
        return inOneDirection(
                way -> Verification.run(way, config.tables(), options, work), (way, direction, report) -> {
                    if (options.rows()) {
                        work.run("recording the comparison", () -> keep(way, direction, options, report));
                    }
                    return report.inReverse(direction.reversed());
                });
    }

    /** The transactions of the source that may have written to captured tables and are not committed at this moment. */
    public List<OpenTransaction> openTransactions() {
        return inDirection(way -> {
            try (Session from = way.source().open(Role.CONTROL)) {
                return CaptureSchema.migration(from).isEmpty() ? List.of() : CaptureSchema.openTransactions(from);
            }
        });
    }

    /**
     * Removes every object of ours from both sides and restores what was removed from the target for the copy. Throws when a
     * replicator is running or something is left; {@link io.pgreplicator.error.ErrorCode#CHANGES_NOT_CARRIED}, before
     * anything is removed, when the source holds changes that are not on the target; {@link
     * io.pgreplicator.error.ErrorCode#OBJECTS_OPEN} when an object could not be restored: its definition then stays recorded
     * on the target, and another call tries again.
     */
    public UninstallReport uninstall() {
        probeToUninstall();
        return Uninstall.run(ends, config, false, listener, hook);
    }

    /** Who can reach one side alone is told how to leave that one. */
    private void probeToUninstall() {
        probe(ends.source(), Side.TARGET);
        probe(ends.target(), Side.SOURCE);
    }

    private static void probe(Database one, Side other) {
        try {
            one.probe();
        } catch (DatabaseException e) {
            if (!e.isOfConnection() && e.code() != ErrorCode.CREDENTIALS_REFUSED) {
                throw e;
            }
            throw new ReplicatorException(
                    e.code(),
                    String.valueOf(e.getMessage()),
                    e.cure() + " Only if the " + one.given() + " is gone for good: 'replicator uninstall --" + other
                            + "-only' leaves the " + other + ", and discards what it has not carried.",
                    e);
        }
    }

    /**
     * As {@link #uninstall}, even if changes of the source were never carried; and drops the record of what could not be
     * restored, once the failure that names it with its SQL was reported to the listener. It throws that failure
     * nevertheless.
     */
    public UninstallReport uninstallForced() {
        probeToUninstall();
        return Uninstall.run(ends, config, true, listener, hook);
    }

    /**
     * As {@link #uninstall}, on the source alone, the target of which is gone or is left as it is: changes that it lacks are discarded,
     * and the listener is told of them. {@code force}: also when the source refuses writers, which it takes then; and as {@link
     * #uninstallForced}, what could not be restored. The migration of which the source is the target stays, unless it is the way back.
     */
    public static UninstallReport uninstallSourceAlone(
            SourceConfig config, boolean force, ReplicationListener listener) {
        return alone(config.source(), Side.SOURCE, config.copy(), config.sessions(), force, listener);
    }

    /** As {@link #uninstall}, on the target alone, the source of which is gone or is left as it is; as the other one. */
    public static UninstallReport uninstallTargetAlone(
            TargetConfig config, boolean force, ReplicationListener listener) {
        return alone(config.target(), Side.TARGET, config.copy(), config.sessions(), force, listener);
    }

    private static UninstallReport alone(
            ConnectionSettings settings,
            Side side,
            CopyOptions copy,
            SessionOptions sessions,
            boolean force,
            ReplicationListener listener) {
        try (Ends one = Ends.ofOne(settings, sessions)) {
            (side == Side.SOURCE ? one.source() : one.target()).probe();
            var work = new Work(sessions.retryLimit(), new StopSignal(), hook(listener), listener);
            return Uninstall.runAlone(one, side, copy, force, work);
        }
    }

    /**
     * What is looked at before a cutover, by name, without changing anything: what blocks it is in the report, not thrown. Works
     * while a replication runs.
     */
    public CheckReport checkCutover(CutoverOptions options) {
        return inDirection(way -> CheckReport.ofBoth(Guardrails.of(way, config, options)));
    }

    /**
     * Ends a move after its cutover: brings the side that applications have left once more up to date, then removes every object of ours
     * from both. There is no way back afterwards, and the gates are gone: both sides take writes. Blocks; call it again after a failure.
     * Throws {@link io.pgreplicator.error.ErrorCode#COMMAND_REFUSED} when no cutover has ended; otherwise as {@link #uninstall}.
     */
    public UninstallReport complete() throws InterruptedException {
        ends.probe();
        return Completion.run(ends, config, listener, hook);
    }

    /** A comparison of some tables can only refute the one of all, by rows whose changes are not on the way. */
    private static void keep(Ends way, Direction direction, VerifyOptions options, VerifyReport report) {
        try (Session session = way.target().open(Role.CONTROL)) {
            if (options.tables().isEmpty()) {
                VerificationRecord.keep(session, report, options.repair(), direction.from(), direction.to());
            } else if (VerificationRecord.hasFound(report, options.repair())) {
                VerificationRecord.refute(session, report.tables().size(), VerificationRecord.rows(report));
            }
        }
    }

    private Work newWork() {
        return new Work(config.sessions().retryLimit(), new StopSignal(), hook, listener);
    }

    /** Closes its connections; a {@link Replication} has its own. */
    @Override
    public void close() {
        ends.close();
    }
}
