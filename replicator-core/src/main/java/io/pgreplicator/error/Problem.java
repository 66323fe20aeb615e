package io.pgreplicator.error;

import java.util.List;

/**
 * One thing that is wrong in a configuration. {@link #toString} is the display form: place, sentence, and the cure on an
 * indented line of its own. It never holds a password. Immutable.
 *
 * @param settings keys of the settings concerned, such as {@code copy.streams} or {@code source}; two if they contradict
 *     each other, none if no setting is concerned
 * @param place where that is written, {@code file:line}; empty when it is not in a file
 * @param what the problem, as a complete sentence
 * @param cure what to do; empty when the sentence says it
 */
public record Problem(List<String> settings, String place, String what, String cure) {
    public Problem {
        settings = List.copyOf(settings);
    }

    /** A problem of one setting, wherever it is written. */
    public static Problem of(String setting, String what) {
        return of(setting, what, "");
    }

    public static Problem of(String setting, String what, String cure) {
        return new Problem(List.of(setting), "", what, cure);
    }

    /** Two settings whose values contradict each other. */
    public static Problem between(String setting, String other, String what) {
        return new Problem(List.of(setting, other), "", what, "");
    }

    /** The same problem with its place: {@code file:line}. */
    public Problem at(String place) {
        return new Problem(settings, place, what, cure);
    }

    @Override
    public String toString() {
        return (place.isEmpty() ? "" : place + ": ") + what + (cure.isEmpty() ? "" : "\n  " + cure);
    }
}
