package io.pgreplicator.it;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One thing that a writer does, read from {@code workload/operations.sql}. Immutable.
 *
 * @param name what reports call it
 * @param weight how often it is chosen, relative to the others
 */
record Operation(String name, int weight, List<Step> steps) {

    private static final Pattern HEADER = Pattern.compile("(?m)^--- (\\w+) (\\d+)$");
    private static final Pattern PARAMETER = Pattern.compile("(?<!:):(key|other|real|text)\\b");

    /** Reads all operations of a file. */
    static List<Operation> parse(String sql) {
        List<Operation> operations = new ArrayList<>();
        Matcher header = HEADER.matcher(sql);
        boolean found = header.find();
        while (found) {
            String name = header.group(1);
            int weight = Integer.parseInt(header.group(2));
            int start = header.end();
            found = header.find();
            operations.add(
                    new Operation(name, weight, steps(sql.substring(start, found ? header.start() : sql.length()))));
        }
        return List.copyOf(operations);
    }

    boolean truncates() {
        return name.endsWith("_truncate");
    }

    /**
     * Runs the statements in order.
     *
     * @param parameters a value for each of {@code key}, {@code other}, {@code real} and {@code text}
     * @return how many rows they changed
     */
    long run(Connection connection, Map<String, Object> parameters) throws SQLException {
        long rows = 0;
        for (Step step : steps) {
            try (PreparedStatement statement = connection.prepareStatement(step.sql())) {
                for (int i = 0; i < step.parameters().size(); i++) {
                    statement.setObject(i + 1, parameters.get(step.parameters().get(i)));
                }
                rows += statement.executeUpdate();
            }
        }
        return rows;
    }

    private static List<Step> steps(String block) {
        List<Step> steps = new ArrayList<>();
        for (String statement : block.strip().split(";\\s*\\n|;$", -1)) {
            if (!statement.isBlank()) {
                steps.add(step(statement.strip()));
            }
        }
        return List.copyOf(steps);
    }

    /** The types are spelt out, since the server cannot tell them in places like an argument of VARIADIC "any". */
    private static Step step(String statement) {
        List<String> parameters = new ArrayList<>();
        String sql = PARAMETER.matcher(statement).replaceAll(match -> {
            parameters.add(match.group(1));
            return switch (match.group(1)) {
                case "text" -> "?::text";
                case "real" -> "?::double precision";
                default -> "?::int";
            };
        });
        return new Step(sql, List.copyOf(parameters));
    }

    /** One statement with the names of its parameters in their order. Immutable. */
    record Step(String sql, List<String> parameters) {}
}
