package io.pgreplicator.telemetry;

import io.pgreplicator.error.SideWords;

/**
 * One line of the check. Immutable.
 *
 * @param level whether it blocks a run
 * @param subject what was checked: a table, a server, a privilege
 * @param message what was found
 * @param cure what to do, often SQL; empty when nothing is needed
 */
public record Finding(Level level, String subject, String message, String cure) {
    /** The subject of what holds data and is not replicated. */
    public static final String SKIPPED = "skipped";

    /** Whether a finding blocks a run. */
    public enum Level {
        PASS,
        WARN,
        FAIL
    }

    /**
     * The same for who has given the two databases the other way round. Of statements only what says where they are to be run is another:
     * "On the target: ".
     */
    public Finding turned() {
        return new Finding(level, SideWords.turned(subject), SideWords.turned(message), SideWords.turned(cure));
    }

    /** As {@link #turned}, while changes go back, since a cutover: what would empty the side that takes writes is not told. */
    public Finding onTheWayBack() {
        return new Finding(
                level, SideWords.turned(subject), SideWords.onTheWayBack(message), SideWords.onTheWayBack(cure));
    }

    public static Finding pass(String subject, String message) {
        return new Finding(Level.PASS, subject, message, "");
    }

    public static Finding warn(String subject, String message, String cure) {
        return new Finding(Level.WARN, subject, message, cure);
    }

    public static Finding fail(String subject, String message, String cure) {
        return new Finding(Level.FAIL, subject, message, cure);
    }
}
