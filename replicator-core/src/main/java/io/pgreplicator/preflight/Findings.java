package io.pgreplicator.preflight;

import io.pgreplicator.telemetry.Finding;
import java.util.ArrayList;
import java.util.List;

/** Collects the lines of one check, in the order in which they are found. Confined to one thread. */
final class Findings {
    private final List<Finding> list = new ArrayList<>();

    void add(Finding finding) {
        list.add(finding);
    }

    void addAll(Findings others) {
        list.addAll(others.list);
    }

    void pass(String subject, String message) {
        list.add(Finding.pass(subject, message));
    }

    void warn(String subject, String message, String cure) {
        list.add(Finding.warn(subject, message, cure));
    }

    void fail(String subject, String message, String cure) {
        list.add(Finding.fail(subject, message, cure));
    }

    /** One line for everything that passed, so that a good report is short; none when there is nothing. */
    void passAll(String subject, int number, String thing, String predicate) {
        if (number > 0) {
            pass(subject, count(number, thing) + " " + predicate);
        }
    }

    List<Finding> list() {
        return List.copyOf(list);
    }

    /** {@code 1 table}, {@code 12 tables}. */
    static String count(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }
}
