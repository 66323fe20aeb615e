package io.pgreplicator.phase;

import io.pgreplicator.config.RunningConfig;
import io.pgreplicator.config.Setting;
import io.pgreplicator.control.Command;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.runtime.PauseSwitch;
import io.pgreplicator.telemetry.Phase;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Executes the commands for a run, whether they come from this process or through the target. Their changes last until the
 * run ends. Thread-safe.
 */
final class Inbox {
    private final StatusBoard board;
    private final PauseSwitch pause;
    private final RunningConfig config;
    private final Milestones milestones;
    private boolean closed;
    private boolean reversed;

    Inbox(StatusBoard board, PauseSwitch pause, RunningConfig config, Milestones milestones) {
        this.board = board;
        this.pause = pause;
        this.config = config;
        this.milestones = milestones;
    }

    /** A leadership begins, perhaps after another one in the opposite direction. {@code back}: from the target to the source. */
    synchronized void open(boolean back) {
        closed = false;
        reversed = back;
    }

    /** The run has ended: later commands are refused. */
    synchronized void close() {
        closed = true;
    }

    /**
     * Executes the command and returns the answer for the sender, as a sentence. Throws {@link ErrorCode#COMMAND_REFUSED}
     * with the reason, or {@link io.pgreplicator.error.ConfigException}; the command then has no effect.
     */
    synchronized String execute(Command command) {
        if (closed) {
            throw refusal("it has ended.", "");
        }
        if (board.phase() == Phase.REPAIRING) {
            throw refusal("it is comparing rows for a repair, which cannot be held.", "Wait for its end.");
        }
        return switch (command.verb()) {
            case PAUSE -> pause();
            case RESUME -> resume();
            case KICK -> kick();
            case SET -> set(command.settings());
            case CUTOVER -> cutover(requested(command));
            case CANCEL -> cancel(command);
        };
    }

    private String pause() {
        Phase before = board.phase();
        board.changePause(pause::pause);
        String goOn = " 'replicator resume' goes on, and so does a new 'replicator run'.";
        return switch (before) {
            case PAUSED -> "It is paused already." + goOn;
            case COPYING -> "Paused: chunks that are being copied are finished, and no other is begun." + goOn;
            case FOLLOWING -> "Paused: a round that is under way is finished, and no other is begun." + goOn;
            default -> "It will pause before it copies or carries anything." + goOn;
        };
    }

    private String resume() {
        boolean held = pause.isPaused();
        board.changePause(pause::resume);
        return held ? "Resumed." : "It was not paused.";
    }

    private String kick() {
        Phase present = board.phase();
        if (present == Phase.PAUSED) {
            throw refusal("it is paused.", "Run 'replicator resume'.");
        }
        if (present != Phase.FOLLOWING) {
            throw refusal("it is " + present + ", and rounds begin after that.", "");
        }
        pause.kick();
        return "A round begins now, or when the present one has ended; refused rows are tried again in it.";
    }

    private String set(Map<String, String> settings) {
        config.set(settings);
        pause.kick();
        return "Set until it ends: "
                + new TreeMap<>(settings)
                        .keySet().stream()
                                .map(key -> key + "="
                                        + config.current()
                                                .textOf(Setting.of(key).orElseThrow()))
                                .collect(Collectors.joining(", "))
                + ".";
    }

    private static CutoverRequest requested(Command command) {
        try {
            return CutoverRequest.of(command);
        } catch (IllegalArgumentException e) {
            throw new ReplicatorException(
                    ErrorCode.COMMAND_REFUSED,
                    "The replicator refuses: the command is not understood: " + e.getMessage() + ".",
                    "Use the same version here as there.",
                    e);
        }
    }

    /** Only while it follows: nobody expects a switch when a copy of hours has ended. */
    private String cutover(CutoverRequest request) {
        if (request.options().back() != reversed) {
            throw refusal("changes go the other way at this moment.", "See 'replicator status'.");
        }
        Phase present = board.phase();
        if (present == Phase.PAUSED) {
            throw refusal("it is paused.", "Run 'replicator resume'.");
        }
        if (present == Phase.FENCED) {
            throw underWay();
        }
        if (present != Phase.FOLLOWING) {
            throw refusal("it is " + present + ", and a cutover begins when it follows.", "See 'replicator status'.");
        }
        if (!milestones.askUnlessAsked(request)) {
            throw milestones.asked().goal() == Goal.SWITCHED
                    ? underWay()
                    : refusal("it ends by itself at the goal of its --until.", "Wait for its end.");
        }
        pause.kick();
        return "The running replicator does it.";
    }

    private static ReplicatorException underWay() {
        return refusal("a cutover is under way.", "Wait for its end.");
    }

    private String cancel(Command command) {
        Milestones.Asked asked = milestones.asked();
        if (asked.goal() != Goal.SWITCHED || !asked.cutover().isCancelledBy(command)) {
            throw refusal("that cutover is not under way.", "");
        }
        asked.cutover().cancel();
        pause.kick();
        return "The cutover ends before the switch, unless that has happened.";
    }

    private static ReplicatorException refusal(String reason, String cure) {
        return new ReplicatorException(ErrorCode.COMMAND_REFUSED, "The replicator refuses: " + reason, cure);
    }
}
