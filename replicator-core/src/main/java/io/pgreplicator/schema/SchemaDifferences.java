package io.pgreplicator.schema;

import io.pgreplicator.config.TableFilter;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.telemetry.SchemaReport;
import io.pgreplicator.telemetry.SchemaReport.Admission;
import io.pgreplicator.telemetry.SchemaReport.ObjectDifference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares the objects of two databases by their names and definitions. Stateless, thread-safe. */
final class SchemaDifferences {
    /** What belongs to the server: nothing is wrong with what only the target has. */
    private static final Set<String> OF_THE_SERVER = Set.of("role", "tablespace");

    private static final Set<String> REMOVED = Set.of(Definition.PRIVILEGES, Definition.DEFAULT_PRIVILEGES);

    /** Each may meet an object that is dropped at that moment. */
    private static final int ATTEMPTS = 10;

    private SchemaDifferences() {}

    /** Each object that differs between the sides, by kind and name. */
    static List<ObjectDifference> find(Session source, Session target, TableFilter filter) {
        for (int attempt = 1; ; attempt++) {
            try {
                return findOnce(source, target, filter);
            } catch (DatabaseException e) {
                if (attempt == ATTEMPTS || !SqlStates.isOfDropped(e.sqlState())) {
                    throw e;
                }
            }
        }
    }

    private static List<ObjectDifference> findOnce(Session source, Session target, TableFilter filter) {
        var place = Definition.Place.of(target);
        var keywords = Keywords.differing(source, target);
        Map<String, Definition> sources = Definition.read(source, target, place, keywords, filter);
        Map<String, Definition> targets = Definition.read(target, source, place, keywords, filter);
        if (sources.equals(targets)) {
            return List.of();
        }
        // servers of two versions may word one and the same object in two ways
        boolean sameWords = source.majorVersion() == target.majorVersion();
        return between(
                sources,
                targets,
                ObjectStatements.read(source, target, keywords),
                Renames.between(source, target, keywords, sources, targets),
                sameWords);
    }

    private static List<ObjectDifference> between(
            Map<String, Definition> sources,
            Map<String, Definition> targets,
            ObjectStatements statements,
            Renames renames,
            boolean sameWords) {
        // what is missing, also by its name alone, is named once, without its comments, settings and privileges
        List<Definition> missing = sources.values().stream()
                .filter(one -> !one.isSaid()
                        && (!targets.containsKey(one.key())
                                || renames.statements().containsKey(one.key())))
                .toList();
        var differences = new ArrayList<ObjectDifference>();
        sources.forEach((key, one) -> {
            Definition other = targets.get(key);
            if (renames.settled().contains(key) || (other == null && one.isSaidOf(missing))) {
                return;
            }
            if (renames.statements().containsKey(key)) {
                String cure = renames.statements().get(key);
                differences.add(differing(
                        one,
                        new SchemaReport.Difference(
                                key,
                                other == null ? one.shown() : one.told(),
                                other == null ? null : other.told(),
                                cure),
                        null,
                        other));
            } else if (other == null) {
                String cure = one.creation().isEmpty()
                        ? statements.cure(one.kind(), key, true, false)
                        : shownCure(one, one.creation());
                differences.add(differing(one, new SchemaReport.Difference(key, one.shown(), null, cure), null, other));
            } else if (!one.text().equals(other.text())) {
                changed(one, other, statements, renames).ifPresent(differences::add);
            } else if (!one.wording().equals(other.wording())) {
                String cure = sameWords ? statements.cure(one.kind(), key, true, true) : "";
                differences.add(ofWording(one, new SchemaReport.Difference(key, one.wording(), other.wording(), cure)));
            }
        });
        Set<String> foreign = foreignSchemas(sources, targets);
        targets.values().stream()
                .filter(one -> !sources.containsKey(one.key()))
                .filter(one -> !OF_THE_SERVER.contains(one.kind()) && !one.isIn(foreign))
                .filter(one -> !renames.gone().contains(one.key()) && !one.isSaidOf(renames.former()))
                .forEach(one -> {
                    String cure = REMOVED.contains(one.kind())
                                    || (one.isSetAtOnce() && !one.removal().isEmpty())
                            ? one.removal()
                            : statements.cure(one.kind(), one.key(), false, true);
                    differences.add(differing(
                            one,
                            new SchemaReport.Difference(one.key(), null, one.told(), cure),
                            statements.admission(one.kind(), one.key(), cure),
                            null));
                });
        // the statements are run in this order: a name is given once it is free, a key is there before another one is
        // dropped, and a foreign key needs the key that it refers to
        differences.sort(Comparator.comparingInt(
                        (ObjectDifference one) -> renames.place(one.difference().object()))
                .thenComparing(one -> !isNewUnique(one))
                .thenComparing(one -> one.kind().equals("constraint")
                        && String.valueOf(one.difference().source()).startsWith("FOREIGN KEY ")));
        return differences;
    }

    private static boolean isNewUnique(ObjectDifference one) {
        String source = String.valueOf(one.difference().source());
        String begin = one.kind().equals("constraint") ? "UNIQUE " : "CREATE UNIQUE ";
        return one.difference().target() == null
                && (one.kind().equals("constraint") || one.kind().equals("index"))
                && source.startsWith(begin);
    }

    /** Empty for what is said of an object that gets another name: it goes with that. */
    private static Optional<ObjectDifference> changed(
            Definition one, Definition other, ObjectStatements statements, Renames renames) {
        if (one.isSaidOf(renames.former())) {
            return Optional.empty();
        }
        String key = one.key();
        String cure = one.creation().isEmpty()
                ? statements.cure(one.kind(), key, true, !renames.gone().contains(key))
                : change(one);
        return Optional.of(differing(
                one,
                new SchemaReport.Difference(key, one.told(), other.told(), cure),
                renames.gone().contains(key) ? null : statements.admission(one.kind(), key, cure),
                other));
    }

    /** The schemas of the target alone, which nothing is replicated into: each is named, and nothing of what it contains. */
    private static Set<String> foreignSchemas(Map<String, Definition> sources, Map<String, Definition> targets) {
        Set<String> known = sources.values().stream().map(Definition::schema).collect(Collectors.toSet());
        return targets.values().stream()
                .filter(one -> one.kind().equals(Definition.SCHEMA) && !known.contains(one.schema()))
                .map(Definition::schema)
                .collect(Collectors.toSet());
    }

    private static String change(Definition one) {
        if (one.isCreatedOnly()) {
            return "";
        }
        return one.isSetAtOnce() ? one.creation() : shownCure(one, (one.removal() + " " + one.creation()).strip());
    }

    private static String shownCure(Definition one, String cure) {
        return one.isSecret() ? "" : cure;
    }

    private static ObjectDifference differing(
            Definition one,
            SchemaReport.Difference difference,
            @Nullable Admission admission,
            @Nullable Definition other) {
        boolean byHand =
                one.isByHand() || (difference.source() == null ? one.isBesideTheSchema() : one.isOutOfTheWay(other));
        return new ObjectDifference(one.kind(), one.owner(), one.name(), byHand, false, difference, admission);
    }

    private static ObjectDifference ofWording(Definition one, SchemaReport.Difference difference) {
        return new ObjectDifference(one.kind(), one.owner(), one.name(), one.isByHand(), true, difference, null);
    }
}
