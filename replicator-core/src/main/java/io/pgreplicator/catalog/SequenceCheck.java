package io.pgreplicator.catalog;

import io.pgreplicator.config.TableFilter;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks whether the values of the sequences can be read and set. Stateless, thread-safe. */
final class SequenceCheck {
    private SequenceCheck() {}

    private record Sequence(QualifiedName name, @Nullable QualifiedName table, boolean readable, boolean settable) {}

    static void run(Survey survey, Findings findings) {
        TableFilter filter = survey.config().tables();
        Set<QualifiedName> tables = survey.tables().stream().map(Table::name).collect(Collectors.toSet());
        List<Sequence> sequences = read(survey.source()).stream()
                .filter(sequence -> sequence.table == null
                        ? filter.tables().isEmpty()
                                && filter.includesSchema(sequence.name().schema())
                        : tables.contains(sequence.table))
                .toList();
        refuse(
                "source",
                "SELECT",
                sequences.stream().filter(sequence -> !sequence.readable).toList(),
                survey.from().role(),
                findings);
        if (survey.hasTarget()) {
            onTarget(survey, sequences, findings);
        }
    }

    private static void onTarget(Survey survey, List<Sequence> sequences, Findings findings) {
        Map<QualifiedName, Sequence> targets = read(survey.target()).stream()
                .collect(Collectors.toMap(Sequence::name, Function.identity(), (a, b) -> a));
        List<Sequence> found = sequences.stream()
                .flatMap(sequence -> java.util.stream.Stream.ofNullable(targets.get(sequence.name)))
                .toList();
        refuse(
                "target",
                "SELECT, UPDATE",
                found.stream()
                        .filter(sequence -> !(sequence.settable && sequence.readable))
                        .toList(),
                survey.to().role(),
                findings);
        missing(sequences, targets, findings);
        findings.passAll("sequences", found.size(), "sequence", "on both sides");
    }

    private static void refuse(
            String side, String privileges, List<Sequence> sequences, String role, Findings findings) {
        if (!sequences.isEmpty()) {
            List<QualifiedName> names = sequences.stream().map(Sequence::name).toList();
            findings.fail(
                    side + " privileges",
                    "the role lacks " + privileges + " on the sequences " + Findings.names(names),
                    "GRANT " + privileges + " ON SEQUENCE "
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
                    "missing on the target, so their values are not carried: " + Findings.names(names),
                    "replicator schema, or create them by hand.");
        }
    }

    private static List<Sequence> read(Session session) {
        return session.doing("reading sequences").query(Survey.file("sequence_privileges.sql"), row -> {
            String owner = row.getString(4);
            return new Sequence(
                    new QualifiedName(row.getString(1), row.getString(2)),
                    owner == null ? null : new QualifiedName(row.getString(3), owner),
                    row.getBoolean(5),
                    row.getBoolean(6));
        });
    }
}
