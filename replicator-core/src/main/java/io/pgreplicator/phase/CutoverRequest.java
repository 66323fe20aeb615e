package io.pgreplicator.phase;

import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.control.Command;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A cutover that a run was asked for: by its caller, and then the run ends with it; or by a command, and then the run goes on after it,
 * in whichever direction. Thread-safe.
 */
final class CutoverRequest {
    /** The setting that names it in a command. */
    private static final String ID = "id";

    private final UUID id;
    private final CutoverOptions options;
    private final boolean command;
    private final long askedNanos;
    private volatile boolean cancelled;

    private CutoverRequest(UUID id, CutoverOptions options, boolean command, long askedNanos) {
        this.id = id;
        this.options = options;
        this.command = command;
        this.askedNanos = askedNanos;
    }

    /** By the caller of the run. */
    static CutoverRequest ofCaller(CutoverOptions options) {
        return new CutoverRequest(UUID.randomUUID(), options, false, System.nanoTime());
    }

    /** Whatever was asked for in a command. Throws {@link IllegalArgumentException} when it is not what this version writes. */
    static CutoverRequest of(Command command) {
        return new CutoverRequest(
                UUID.fromString(command.settings().getOrDefault(ID, "")),
                CutoverOptions.read(command.settings()),
                true,
                System.nanoTime() - command.age().toNanos());
    }

    /** The command that asks for it. */
    static Command command(UUID id, CutoverOptions options) {
        Map<String, String> settings = new HashMap<>(options.written());
        settings.put(ID, id.toString());
        return new Command(Command.Verb.CUTOVER, settings);
    }

    /** The command that cancels it. */
    static Command cancellation(UUID id) {
        return new Command(Command.Verb.CANCEL, Map.of(ID, id.toString()));
    }

    /** How the command names it, among its settings. */
    static String named(UUID id) {
        return ID + "=" + id;
    }

    UUID id() {
        return id;
    }

    CutoverOptions options() {
        return options;
    }

    /** Whether the run goes on after it. */
    boolean isCommand() {
        return command;
    }

    /** Whether that command is for it, and not for another cutover. */
    boolean isCancelledBy(Command cancellation) {
        return id.toString().equals(cancellation.settings().get(ID));
    }

    /** It is not to happen any more, unless it has. */
    void cancel() {
        cancelled = true;
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Whoever asked by a command does not expect a switch later than that: it may be night by then. */
    boolean isExpired() {
        return command && System.nanoTime() - askedNanos > options.deadline().toNanos();
    }
}
