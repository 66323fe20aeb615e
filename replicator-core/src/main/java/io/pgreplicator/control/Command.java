package io.pgreplicator.control;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * A command to a running replicator. Immutable.
 *
 * @param verb what to do
 * @param settings settings by their keys for {@link Verb#SET}; how to switch for {@link Verb#CUTOVER}; which cutover for {@link
 *     Verb#CANCEL}; otherwise empty
 * @param age how long ago it was sent, by the clock of the target's server
 */
public record Command(Verb verb, Map<String, String> settings, Duration age) {

    /** The possible commands; {@link #toString} is the name in the command line and in the control schema. */
    public enum Verb {
        PAUSE,
        RESUME,
        KICK,
        SET,
        CUTOVER,
        /** Ends a cutover before it has switched. */
        CANCEL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Command {
        settings = Map.copyOf(settings);
    }

    /** One that is given now. */
    public Command(Verb verb, Map<String, String> settings) {
        this(verb, settings, Duration.ZERO);
    }

    public static Command of(Verb verb) {
        return new Command(verb, Map.of());
    }

    public static Command set(Map<String, String> settings) {
        return new Command(Verb.SET, settings);
    }
}
