package io.pgreplicator.preflight;

import io.pgreplicator.catalog.Sequence;
import io.pgreplicator.catalog.Sequences;
import io.pgreplicator.error.NameList;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Checks that the replicated sequences can be read and set, and are defined equally on both sides. Stateless, thread-safe.
 */
final class SequenceCheck {
    private SequenceCheck() {}

    static void run(Survey survey, Findings findings) {
        Session other = survey.hasTarget() ? survey.target() : survey.source();
        Map<Boolean, List<Sequence>> parted = Sequences.list(survey.source(), other).stream()
                .collect(Collectors.partitioningBy(
                        sequence -> sequence.takesPart(survey.config().tables())));
        List<Sequence> sequences = parted.getOrDefault(true, List.of());
        denied("source", "SELECT", sequences, Sequence::readable, survey.from().role(), findings);
        if (survey.hasTarget()) {
            onTarget(survey, sequences, findings);
        }
        findings.passAll(
                "sequences",
                parted.getOrDefault(false, List.of()).size(),
                "sequence",
                "left out: their tables take no part, or no pattern selects them");
    }

    private static void onTarget(Survey survey, List<Sequence> sequences, Findings findings) {
        Map<QualifiedName, Sequence> targets = Sequences.byName(survey.target(), survey.source());
        List<Sequence> found = sequences.stream()
                .filter(sequence -> targets.containsKey(sequence.name()))
                .toList();
        denied(
                "target",
                "SELECT, UPDATE",
                found.stream().map(sequence -> targets.get(sequence.name())).toList(),
                sequence -> sequence.settable() && sequence.readable(),
                survey.to().role(),
                findings);
        missing(sequences, targets, findings);
        found.forEach(sequence -> compare(sequence, Objects.requireNonNull(targets.get(sequence.name())), findings));
        findings.passAll("sequences", found.size(), "sequence", "on both sides");
    }

    private static void denied(
            String side,
            String privileges,
            List<Sequence> sequences,
            Predicate<Sequence> allowed,
            String role,
            Findings findings) {
        List<QualifiedName> names =
                sequences.stream().filter(allowed.negate()).map(Sequence::name).toList();
        if (!names.isEmpty()) {
            findings.fail(
                    side + " privileges",
                    "the role lacks " + privileges + " on the sequences " + NameList.of(names),
                    "On the " + side + ", as an administrator: GRANT " + privileges + " ON SEQUENCE "
                            + names.stream().map(QualifiedName::quoted).collect(Collectors.joining(", ")) + " TO "
                            + Sql.identifier(role) + ";");
        }
    }

    private static void missing(List<Sequence> sequences, Map<QualifiedName, Sequence> targets, Findings findings) {
        List<QualifiedName> names = sequences.stream()
                .map(Sequence::name)
                .filter(name -> !targets.containsKey(name))
                .toList();
        if (!names.isEmpty()) {
            findings.warn(
                    "sequences",
                    "missing on the target, so their values are not carried: " + NameList.of(names),
                    "replicator schema, or create them by hand.");
        }
    }

    /**
     * Only the values are carried. With other bounds a value may not fit; with another increment different values are handed
     * out.
     */
    private static void compare(Sequence source, Sequence target, Findings findings) {
        if (!source.definition().equals(target.definition())) {
            findings.warn(
                    "sequence " + source.name(),
                    "differs: the source has " + source.definition() + ", the target " + target.definition(),
                    "On the target: ALTER SEQUENCE " + source.name().quoted() + " " + source.definition() + ";");
        }
    }
}
