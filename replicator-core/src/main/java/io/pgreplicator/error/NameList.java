package io.pgreplicator.error;

import java.util.Collection;
import java.util.stream.Collectors;

/** Names in a message. Stateless, thread-safe. */
public final class NameList {
    private static final int MOST_NAMES = 20;

    private NameList() {}

    /** The names, joined by commas; after twenty names, only the number of the rest. */
    public static String of(Collection<?> names) {
        String shown = names.stream().limit(MOST_NAMES).map(Object::toString).collect(Collectors.joining(", "));
        return names.size() <= MOST_NAMES ? shown : shown + " and " + (names.size() - MOST_NAMES) + " more";
    }
}
