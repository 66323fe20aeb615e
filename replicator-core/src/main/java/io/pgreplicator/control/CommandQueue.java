package io.pgreplicator.control;

import io.pgreplicator.control.Command.Verb;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.SqlFile;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Commands for the leading replicator, sent through a table on the target. A command is for one run: it is lost when the run
 * ends, and no later run executes it. Stateless, thread-safe.
 */
public final class CommandQueue {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final String NONE = "No replicator is running for this target.";

    private CommandQueue() {}

    /** A command that is being executed and can no longer be withdrawn. */
    record Taken(long id, Command command) {}

    /** The answer to a command: whether it was done, and a sentence. */
    record Answer(boolean done, String text) {}

    /**
     * Sends the command, waits for its answer and returns it. Blocks for at most {@code patience}. Throws {@link
     * ErrorCode#NO_LEADER} when no replicator is running, or the running one does not answer; the command then has no
     * effect. Throws {@link ErrorCode#COMMAND_REFUSED} with the reason.
     */
    public static String send(Database target, Command command, Duration patience) throws InterruptedException {
        return send(target, command, patience, () -> {});
    }

    /**
     * As the other; {@code sent} is run when the command was sent, or may have been: a connection that is lost says nothing of that.
     */
    public static String send(Database target, Command command, Duration patience, Runnable sent)
            throws InterruptedException {
        try (Session session = target.open(Role.CONTROL)) {
            long id;
            try {
                id = insert(session, command);
            } catch (DatabaseException e) {
                sent.run();
                throw e;
            }
            sent.run();
            Optional<Answer> answer = await(session, id, patience);
            boolean withdrawn = answer.isEmpty() && withdraw(session, id);
            Answer given = answer.or(() -> withdrawn ? Optional.empty() : answer(session, id))
                    .orElseThrow(() -> unanswered(patience, withdrawn));
            if (!given.done()) {
                throw new ReplicatorException(ErrorCode.COMMAND_REFUSED, given.text(), "");
            }
            return given.text();
        }
    }

    private static Optional<Answer> await(Session session, long id, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        Optional<Answer> answer = answer(session, id);
        while (answer.isEmpty() && System.nanoTime() - end < 0) {
            Thread.sleep(POLL.toMillis());
            answer = answer(session, id);
        }
        return answer;
    }

    private static ReplicatorException unanswered(Duration patience, boolean withdrawn) {
        return new ReplicatorException(
                ErrorCode.NO_LEADER,
                "The replicator has not answered within " + patience.toSeconds() + " s: "
                        + (withdrawn
                                ? "the command was withdrawn, and nothing was done."
                                : "it has taken the command, and may have done what it says."),
                "See how it stands with 'replicator status', then send the command again.");
    }

    private static long insert(Session session, Command command) {
        session.doing("sending a command");
        return (Migration.read(session).isEmpty()
                        ? List.<Long>of()
                        : session.query(
                                SqlFile.of(CommandQueue.class, "send_command.sql")
                                        .with("leader_lock", LeaderLock.replicating())
                                        .text(),
                                row -> row.getLong(1),
                                command.verb().toString(),
                                command.settings().entrySet().stream()
                                        .map(setting -> setting.getKey() + "=" + setting.getValue())
                                        .toList()))
                .stream()
                        .findFirst()
                        .orElseThrow(() ->
                                new ReplicatorException(ErrorCode.NO_LEADER, NONE, "Start one with 'replicator run'."));
    }

    /** Empty while there is no answer; a command that no longer exists belonged to a run that has ended. */
    private static Optional<Answer> answer(Session session, long id) {
        List<Optional<Answer>> found = session.doing("reading the answer to a command")
                .query(
                        "SELECT outcome = 'done', answer FROM replicator.command WHERE command_id = ?",
                        row -> row.getString(2) == null
                                ? Optional.empty()
                                : Optional.of(new Answer(row.getBoolean(1), row.getString(2))),
                        id);
        if (found.isEmpty()) {
            throw new ReplicatorException(
                    ErrorCode.NO_LEADER,
                    "The replicator ended before it answered the command.",
                    "Start one with 'replicator run'.");
        }
        return found.get(0);
    }

    private static boolean withdraw(Session session, long id) {
        return session.doing("withdrawing a command")
                        .update("DELETE FROM replicator.command WHERE command_id = ? AND taken_at IS NULL", id)
                > 0;
    }

    /** Whether the run that has taken a command with that setting still leads; not where nothing was ever replicated. */
    public static boolean isInHand(Session session, String setting) {
        return Migration.read(session).isPresent()
                && session.doing("looking whether a command is in hand")
                                .queryLong(
                                        SqlFile.of(CommandQueue.class, "cutover_in_hand.sql")
                                                .with("leader_lock", LeaderLock.replicating())
                                                .text(),
                                        setting)
                        > 0;
    }

    /** Whether a cutover with that setting was asked for, and the command neither withdrawn nor forgotten by a later run. */
    public static boolean isKept(Session session, String setting) {
        return session.doing("looking for a command")
                        .queryLong(
                                "SELECT count(*) FROM replicator.command AS c"
                                        + " WHERE c.verb = 'cutover' AND c.settings @> ARRAY[?::text]",
                                setting)
                > 0;
    }

    /** Takes the commands that wait for that run, as they were sent one after the other, unless another run leads by now; from then on they cannot be withdrawn. */
    static List<Taken> take(Session leader, String run) {
        return leader
                .doing("taking commands")
                .query(
                        SqlFile.of(CommandQueue.class, "take_commands.sql").text(),
                        row -> new Taken(
                                row.getLong(1),
                                new Command(
                                        Verb.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                                        settings((String[]) row.getArray(3).getArray()),
                                        Duration.ofMillis(row.getLong(4)))),
                        run)
                .stream()
                .sorted(Comparator.comparingLong(Taken::id))
                .toList();
    }

    /** Answers a command that was taken. */
    static void answer(Session leader, Taken command, Answer answer) {
        leader.doing("answering a command")
                .update(
                        "UPDATE replicator.command SET outcome = ?, answer = ?, answered_at = clock_timestamp()"
                                + " WHERE command_id = ?",
                        answer.done() ? "done" : "refused",
                        answer.text(),
                        command.id());
    }

    /** Deletes the commands of other runs: their senders then learn that the run has ended. */
    static void forgetOthers(Session leader, String run) {
        leader.doing("forgetting the commands of former runs")
                .update("DELETE FROM replicator.command WHERE run <> ?", run);
    }

    private static Map<String, String> settings(String[] written) {
        return List.of(written).stream()
                .collect(Collectors.toMap(
                        setting -> setting.substring(0, setting.indexOf('=')),
                        setting -> setting.substring(setting.indexOf('=') + 1)));
    }
}
