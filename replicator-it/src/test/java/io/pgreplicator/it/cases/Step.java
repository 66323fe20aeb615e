package io.pgreplicator.it.cases;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A section of a workload. Immutable.
 *
 * @param session who runs it: {@code main}, {@code target}, {@code superuser} or a name of the case's own; {@code
 *     catch-up} and {@code restart} are no sessions, but something that the test does
 * @param sql what is sent, as one query
 * @param line where it begins in {@code workload.sql}
 */
record Step(String session, String sql, int line) {
    static final String MAIN = "main";
    static final String TARGET = "target";
    static final String SUPERUSER = "superuser";
    static final String CATCH_UP = "catch-up";
    static final String RESTART = "restart";

    private static final Pattern MARKER = Pattern.compile("-- @(\\S+)\\s*");

    /** The sections in order; what follows a point such as {@code catch-up} goes on in {@code main}. */
    static List<Step> parse(String workload) {
        var steps = new ArrayList<Step>();
        var sql = new StringBuilder();
        String session = MAIN;
        int begin = 1;
        int number = 0;
        for (String line : workload.split("\n", -1)) {
            number++;
            Matcher marker = MARKER.matcher(line);
            if (!marker.matches()) {
                sql.append(line).append('\n');
                continue;
            }
            add(steps, session, sql, begin);
            session = marker.group(1);
            begin = number;
            if (session.equals(CATCH_UP) || session.equals(RESTART)) {
                steps.add(new Step(session, "", number));
                session = MAIN;
            }
        }
        add(steps, session, sql, begin);
        return List.copyOf(steps);
    }

    private static void add(List<Step> steps, String session, StringBuilder sql, int line) {
        if (!sql.toString().isBlank()) {
            steps.add(new Step(session, sql.toString(), line));
        }
        sql.setLength(0);
    }
}
