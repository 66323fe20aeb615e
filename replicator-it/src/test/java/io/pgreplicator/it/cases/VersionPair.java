package io.pgreplicator.it.cases;

import java.util.List;

/** The major versions of source and target. Immutable. */
record VersionPair(int source, int target) {

    static VersionPair parse(String text) {
        String[] majors = text.split("-", -1);
        if (majors.length != 2) {
            throw new IllegalArgumentException("'" + text + "' is not a pair of major versions such as 13-17");
        }
        return new VersionPair(Integer.parseInt(majors[0]), Integer.parseInt(majors[1]));
    }

    /**
     * The same pair for the same name every time, and different ones for different names; an older target only where there
     * is no other.
     */
    static VersionPair choose(String name, List<Integer> sources, List<Integer> targets) {
        List<VersionPair> all = sources.stream()
                .flatMap(source -> targets.stream().map(target -> new VersionPair(source, target)))
                .toList();
        List<VersionPair> upward =
                all.stream().filter(pair -> pair.source <= pair.target).toList();
        List<VersionPair> pairs = upward.isEmpty() ? all : upward;
        return pairs.get(Math.floorMod(name.hashCode(), pairs.size()));
    }

    @Override
    public String toString() {
        return source + "-" + target;
    }
}
