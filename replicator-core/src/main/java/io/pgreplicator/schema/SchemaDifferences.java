package io.pgreplicator.schema;

import io.pgreplicator.config.TableFilter;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.telemetry.SchemaReport;
import io.pgreplicator.telemetry.SchemaReport.ObjectDifference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Compares the objects of two databases by their names and definitions. Stateless, thread-safe. */
final class SchemaDifferences {
    /** What belongs to the server: nothing is wrong with what only the target has. */
    private static final Set<String> OF_THE_SERVER = Set.of("role", "tablespace");

    private static final Pattern ARGUMENTS = Pattern.compile("\\(.*$");

    private static final Set<String> REMOVED = Set.of("privileges", Definition.DEFAULT_PRIVILEGES);

    private SchemaDifferences() {}

    /** Each object that differs between the sides, by kind and name. */
    static List<ObjectDifference> find(Session source, Session target, TableFilter filter) {
        var place = Definition.Place.of(target);
        return between(
                Definition.read(source, target, place, filter), Definition.read(target, source, place, filter));
    }

    private static List<ObjectDifference> between(Map<String, Definition> sources, Map<String, Definition> targets) {
        // with a qualified name; what is missing is named once, without its comments and settings
        List<String> missing = sources.values().stream()
                .filter(one -> one.name().contains(".") && !one.isSaid() && !targets.containsKey(one.key()))
                .map(one -> ARGUMENTS.matcher(one.name()).replaceFirst(""))
                .toList();
        var differences = new ArrayList<ObjectDifference>();
        var rest = new TreeMap<>(targets);
        sources.forEach((key, one) -> {
            Definition other = rest.remove(key);
            if (other == null && one.isSaidOf(missing)) {
                return;
            }
            if (other == null) {
                differences.add(differing(
                        one, false, new SchemaReport.Difference(key, one.shown(), null, shownCure(one, one.creation()))));
            } else if (!one.text().equals(other.text())) {
                differences.add(differing(
                        one, false, new SchemaReport.Difference(key, one.told(), other.told(), change(one))));
            } else if (!one.wording().equals(other.wording())) {
                differences.add(
                        differing(one, true, new SchemaReport.Difference(key, one.wording(), other.wording())));
            }
        });
        rest.values().stream()
                .filter(one -> !OF_THE_SERVER.contains(one.kind()))
                .forEach(one -> differences.add(differing(
                        one,
                        false,
                        new SchemaReport.Difference(
                                one.key(), null, one.told(), REMOVED.contains(one.kind()) ? one.removal() : ""))));
        return differences;
    }

    private static String change(Definition one) {
        return one.creation().isEmpty() ? "" : shownCure(one, (one.removal() + " " + one.creation()).strip());
    }

    private static String shownCure(Definition one, String cure) {
        return one.isSecret() ? "" : cure;
    }

    private static ObjectDifference differing(Definition one, boolean wordingOnly, SchemaReport.Difference difference) {
        return new ObjectDifference(one.kind(), one.owner(), one.name(), one.isByHand(), wordingOnly, difference);
    }
}
