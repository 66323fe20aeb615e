package io.pgreplicator.preflight;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Whether a type holds the values of another one as they are. In doubt it does not. Stateless, thread-safe. */
final class TypeWidth {
    private static final Pattern MODIFIER = Pattern.compile("\\(([\\d,-]+)\\)");
    private static final String VARYING = "character varying";
    private static final String NUMERIC = "numeric";
    private static final String BIGINT = "bigint";

    private static final Map<String, Set<String>> WIDER = Map.of(
            "smallint",
            Set.of("integer", BIGINT, NUMERIC),
            "integer",
            Set.of(BIGINT, NUMERIC),
            BIGINT,
            Set.of(NUMERIC));

    private TypeWidth() {}

    /** Whether each value of {@code type} is a value of {@code other}, both as the server writes them. */
    static boolean holds(String type, String other) {
        if (type.equals(other) || WIDER.getOrDefault(type, Set.of()).contains(other)) {
            return true;
        }
        String name = MODIFIER.matcher(type).replaceFirst("");
        if (other.equals("text") || other.equals(VARYING)) {
            // the server pads and cuts values of fixed length
            return !name.equals("character");
        }
        return name.equals(MODIFIER.matcher(other).replaceFirst("")) && holds(name, modifiers(type), modifiers(other));
    }

    private static boolean holds(String name, List<Integer> modifiers, List<Integer> others) {
        if (others.isEmpty()) {
            return !name.equals("character") && !name.equals("bit");
        }
        if (modifiers.isEmpty() || name.equals("character") || name.equals("bit")) {
            return false;
        }
        if (!name.startsWith(NUMERIC)) {
            return modifiers.size() == others.size()
                    && IntStream.range(0, others.size()).allMatch(i -> others.get(i) >= modifiers.get(i));
        }
        return scale(others) >= scale(modifiers)
                && others.get(0) - scale(others) >= modifiers.get(0) - scale(modifiers);
    }

    private static int scale(List<Integer> modifiers) {
        return modifiers.size() > 1 ? modifiers.get(1) : 0;
    }

    private static List<Integer> modifiers(String type) {
        Matcher found = MODIFIER.matcher(type);
        return found.find()
                ? List.of(found.group(1).split(",")).stream()
                        .map(Integer::valueOf)
                        .toList()
                : List.of();
    }
}
