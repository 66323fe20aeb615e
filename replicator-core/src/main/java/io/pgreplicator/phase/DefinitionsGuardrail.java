package io.pgreplicator.phase;

import io.pgreplicator.config.TableFilter;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.jdbc.Ends;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.SchemaReport.Difference;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What applications find on the side that they enter: definitions are not replicated. Where rows would be refused at once, it fails;
 * what else differs may be meant to. Stateless, thread-safe.
 */
final class DefinitionsGuardrail {
    private static final String NAME = "definitions";
    private static final int MOST_NAMES = 5;

    private DefinitionsGuardrail() {}

    /**
     * What differs.
     *
     * @param from a session of the side that is left, {@code to} one of the side to be entered
     * @param filter what is replicated
     * @param captured the captured tables
     */
    static List<Finding> of(Ends ends, Session from, Session to, TableFilter filter, Set<QualifiedName> captured) {
        var findings = new ArrayList<Finding>();
        List<Difference> byHand = new ArrayList<>();
        try {
            findings.addAll(sequences(SequencePairs.read(from, to), captured));
            ObjectComparison found = ObjectComparison.definitions(ends, filter);
            if (!found.objects().isEmpty()) {
                findings.add(differing(found.objects()));
            }
            found.byHand().stream().filter(one -> one.source() != null).forEach(byHand::add);
        } catch (DatabaseException e) {
            // a catalog that cannot be read is in nobody's way
            if (e.isOfConnection()) {
                throw e;
            }
            findings.add(Finding.warn(
                    NAME, "not compared: " + e.getMessage(), "'replicator verify --objects' compares them."));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.pass(NAME, "equal, as far as 'replicator verify --objects' compares them"));
        }
        if (!byHand.isEmpty()) {
            findings.add(byHand(byHand));
        }
        return findings;
    }

    /** Nobody advances the other sequence: it hands out what is in use. */
    private static List<Finding> sequences(SequencePairs pairs, Set<QualifiedName> captured) {
        List<SequencePairs.Astray> astray = pairs.astray(captured::contains);
        var findings = new ArrayList<Finding>();
        for (QualifiedName wanted : astray.stream()
                .map(one -> one.source().sequence())
                .collect(Collectors.toCollection(LinkedHashSet::new))) {
            SequencePairs.Cure cure = pairs.cure(wanted);
            findings.add(Finding.fail(
                    NAME,
                    astray.stream()
                                    .filter(one -> one.source().sequence().equals(wanted))
                                    .map(one -> one.target().table() + "."
                                            + one.target().column() + " uses the sequence "
                                            + one.target().sequence())
                                    .collect(Collectors.joining(", "))
                            + " on the target, and " + wanted
                            + " on the source: values that are in use would be handed out",
                    Side.TARGET.place(cure.allowed()) + cure));
        }
        return findings;
    }

    private static Finding differing(List<Difference> all) {
        return Finding.warn(
                NAME,
                all.size()
                        + (all.size() == 1 ? " object differs" : " objects differ")
                        + named(all, one -> one.target() == null, "missing on the target")
                        + named(all, one -> one.source() == null, "on the target only")
                        + named(all, one -> one.source() != null && one.target() != null, "not the same"),
                "'replicator verify --objects' lists them, with the statements that are known. What is missing as a whole,"
                        + " 'replicator schema' creates while no 'replicator run' works. What is meant to differ is in nobody's way.");
    }

    /** What nobody but people create, before the switch or after it. */
    private static Finding byHand(List<Difference> all) {
        return Finding.warn(
                "by hand",
                "no part of the schema, or out of the replicator's way, which the applications may need"
                        + named(all, one -> one.target() == null, "missing on the target")
                        + named(all, one -> one.target() != null, "not the same"),
                "'replicator verify --objects' lists them, with the statements. Event triggers and publications are created after the"
                        + " switch, rules enabled after it, roles created before it. What the applications do not need is in nobody's way.");
    }

    private static String named(List<Difference> all, Predicate<Difference> which, String what) {
        List<String> names = all.stream().filter(which).map(Difference::object).toList();
        return names.isEmpty()
                ? ""
                : "; " + what + ": " + names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
                        + (names.size() > MOST_NAMES ? " and " + (names.size() - MOST_NAMES) + " more" : "");
    }
}
