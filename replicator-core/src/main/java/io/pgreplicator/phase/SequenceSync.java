package io.pgreplicator.phase;

import io.pgreplicator.catalog.Sequence;
import io.pgreplicator.catalog.Sequences;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.control.SequenceState;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.jdbc.Work;
import io.pgreplicator.runtime.PausePoint;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.ReplicationEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Publishes the source's sequences on the target, ahead of the source: far enough that no value handed out late on the
 * source is handed out again on the target, and that not every single value has to be carried. A problem with one sequence
 * is reported with its name and affects no other. Confined to one thread.
 */
final class SequenceSync {
    private static final long LIST_NANOS = 10_000_000_000L;

    private final Database source;
    private final Database target;
    private final TableFilter filter;
    private final Work work;
    private final Map<QualifiedName, SequenceTrack> tracks = new TreeMap<>();
    /** The problems found in the current pass. */
    private final Map<QualifiedName, SequenceTrack.Problem> failed = new HashMap<>();

    /** The state that a previous run has left. */
    private final Map<QualifiedName, SequenceState> recorded = new HashMap<>();

    private boolean begun;
    private long listedNanos;

    SequenceSync(Ends ends, TableFilter filter, Work work) {
        this.source = ends.source();
        this.target = ends.target();
        this.filter = filter;
        this.work = work;
    }

    /**
     * Sets every replicated sequence that is not far enough ahead.
     *
     * @param exact whether the sequences of both sides are listed again, and those with a problem retried; otherwise that is
     *     done every ten seconds
     */
    void run(boolean exact) {
        boolean all = exact || !begun || System.nanoTime() - listedNanos >= LIST_NANOS;
        try (Session from = source.open(Role.CONTROL);
                Session to = target.open(Role.CONTROL)) {
            failed.clear();
            if (all) {
                look(from, to);
            }
            List<SequenceTrack> tried = tracks.values().stream()
                    .filter(track -> all || track.problem() == null)
                    .toList();
            see(from, well(tried));
            long sessions = sessions(from);
            List<SequenceTrack> near = well(tried).stream()
                    .filter(track -> track.needsLook(sessions))
                    .toList();
            find(to, near);
            publish(to, well(near), sessions);
            boolean news = settle(tried);
            record(to, all || news ? tried : near);
        }
    }

    /** Whether a sequence could not be published for a transient reason, such as a lock held by somebody else. */
    boolean waits() {
        return tracks.values().stream().anyMatch(track -> track.isBlocked() && track.isPassing());
    }

    /** The failure of a run that was to publish every sequence, when one was not published and will not be without help. */
    Optional<ReplicatorException> failure() {
        List<String> blocked = tracks.values().stream()
                .filter(track -> track.isBlocked() && !track.isPassing())
                .map(track -> track.source().name() + ": " + track.problem())
                .toList();
        return blocked.isEmpty()
                ? Optional.empty()
                : Optional.of(new ReplicatorException(
                        ErrorCode.SEQUENCE_NOT_SET,
                        blocked.size() + (blocked.size() == 1 ? " sequence is" : " sequences are")
                                + " not set on the target. Every row is there; a value that the target hands out may be in use already.\n"
                                + String.join("\n", blocked),
                        "Do what is said there, or run 'replicator check', which says what differs and how to alter the sequence of the target;"
                                + " then run the command again."));
    }

    /** Reads which sequences exist on both sides, and their definitions. */
    private void look(Session from, Session to) {
        if (!begun) {
            SequenceState.all(to).forEach(state -> recorded.put(state.name(), state));
            begun = true;
        }
        listedNanos = System.nanoTime();
        Map<QualifiedName, Sequence> targets = Sequences.byName(to, from);
        List<Sequence> sources = Sequences.list(from, to).stream()
                .filter(sequence -> sequence.takesPart(filter))
                .toList();
        forget(to, sources.stream().map(Sequence::name).collect(Collectors.toSet()));
        SequencePairs missing = null;
        for (Sequence sequence : sources) {
            Sequence there = targets.get(sequence.name());
            SequenceTrack track = tracks.get(sequence.name());
            if (track == null) {
                track = new SequenceTrack(sequence, there, recorded.get(sequence.name()));
                tracks.put(sequence.name(), track);
            }
            track.redefine(sequence, there);
            if (there == null) {
                missing = missing == null ? SequencePairs.read(from, to) : missing;
                SequencePairs.Cure cure = missing.cure(sequence.name());
                fail(
                        sequence.name(),
                        "the target does not have it. "
                                + (cure.statements().isEmpty()
                                        ? "'replicator schema' creates it, while no 'replicator run' works."
                                        : Side.TARGET.place(cure.allowed()) + cure));
            }
        }
    }

    /** Removes those that no longer exist on the source, or are no longer replicated. */
    private void forget(Session to, Set<QualifiedName> kept) {
        var gone = new HashSet<>(tracks.keySet());
        gone.addAll(recorded.keySet());
        gone.removeAll(kept);
        if (!gone.isEmpty()) {
            to.runInTransaction(() -> SequenceState.forget(to, gone));
            tracks.keySet().removeAll(gone);
            recorded.keySet().removeAll(gone);
        }
    }

    private List<SequenceTrack> well(List<SequenceTrack> some) {
        return some.stream()
                .filter(track -> !failed.containsKey(track.source().name()))
                .toList();
    }

    /** Reads the positions on the source. */
    private void see(Session from, List<SequenceTrack> some) {
        Map<QualifiedName, Sequence.Position> now = Sequences.positions(
                from,
                some.stream().map(SequenceTrack::source).toList(),
                (sequence, failure) -> fail(sequence.name(), "the source's cannot be read", failure));
        long nanos = System.nanoTime();
        now.forEach((name, position) -> {
            track(name).saw(position, nanos);
            Sequence.Definition there =
                    Objects.requireNonNull(track(name).target()).definition();
            if (!there.holds(position.value())) {
                String bounds = "the target's bounds " + there.minimum() + " and " + there.maximum();
                failed.put(
                        name,
                        new SequenceTrack.Problem(
                                bounds, "the source's is at " + position + ", which is not between " + bounds, false));
            }
        });
    }

    private void find(Session to, List<SequenceTrack> near) {
        Sequences.positions(
                        to,
                        near.stream()
                                .map(track -> Objects.requireNonNull(track.target()))
                                .toList(),
                        (sequence, failure) -> fail(sequence.name(), "the target's cannot be read", failure))
                .forEach((name, position) -> track(name).found(position));
    }

    private void publish(Session to, List<SequenceTrack> near, long sessions) {
        var wanted = new LinkedHashMap<SequenceTrack, Sequence.Position>();
        for (SequenceTrack track : near) {
            Sequence.Position position = track.wanted(sessions);
            if (position != null) {
                wanted.put(track, position);
            }
        }
        if (!wanted.isEmpty()) {
            work.reached(PausePoint.SEQUENCES_BEFORE_SET);
        }
        Sequences.apart(
                List.copyOf(wanted.keySet()),
                page -> set(to, page, wanted),
                (track, failure) -> fail(track.source().name(), "the target's cannot be set", failure));
    }

    private void set(Session to, List<SequenceTrack> page, Map<SequenceTrack, Sequence.Position> wanted) {
        var positions = new HashMap<Sequence, Sequence.Position>();
        for (SequenceTrack track : page) {
            positions.put(Objects.requireNonNull(track.target()), Objects.requireNonNull(wanted.get(track)));
        }
        to.runInTransaction(() -> Sequences.set(to, positions));
        page.forEach(track -> track.set(Objects.requireNonNull(wanted.get(track))));
    }

    private static void record(Session to, Collection<SequenceTrack> some) {
        var states = new LinkedHashMap<SequenceTrack, SequenceState>();
        for (SequenceTrack track : some) {
            SequenceState state = track.unrecorded();
            if (state != null) {
                states.put(track, state);
            }
        }
        if (!states.isEmpty()) {
            to.runInTransaction(() -> SequenceState.record(to, states.values()));
            states.forEach(SequenceTrack::recorded);
        }
    }

    private void fail(QualifiedName name, String text) {
        failed.put(name, new SequenceTrack.Problem(text, text, false));
    }

    private void fail(QualifiedName name, String text, DatabaseException failure) {
        String reason = text + ": " + failure.reason();
        failed.put(name, new SequenceTrack.Problem(reason, reason, failure.isTransient()));
    }

    /** Reports the outcome of those that were tried; returns whether there was anything to report. */
    private boolean settle(List<SequenceTrack> tried) {
        boolean news = false;
        for (SequenceTrack track : tried) {
            QualifiedName name = track.source().name();
            SequenceTrack.Problem problem = failed.get(name);
            if (track.settle(problem)) {
                news = true;
                work.tell(
                        problem == null
                                ? new ReplicationEvent.SequencePublished(name)
                                : new ReplicationEvent.SequenceFailed(name, problem.text()));
            }
        }
        return news;
    }

    private SequenceTrack track(QualifiedName name) {
        return Objects.requireNonNull(tracks.get(name));
    }

    /** The maximum number of sessions that may each cache values. */
    private static long sessions(Session from) {
        return from.doing("counting sessions")
                .queryLong("SELECT numbackends FROM pg_catalog.pg_stat_database WHERE datname = current_database()");
    }
}
