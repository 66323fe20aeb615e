package io.pgreplicator.phase;

import io.pgreplicator.catalog.Sequence;
import io.pgreplicator.catalog.Sequences;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.sql.SqlFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The sequences of both sides and the columns whose values they hand out, and the statements that end with columns of the target using
 * the sequences that those of the source use. Confined to the thread of its sessions.
 */
final class SequencePairs {
    private final Session to;
    private final Map<QualifiedName, Sequence> sources;
    private final Map<QualifiedName, Sequence> targets;
    private final List<ColumnSequence> wanted;
    private final List<ColumnSequence> present;

    /**
     * A column that uses another sequence on the target than on the source. Immutable.
     *
     * @param source what it uses there
     * @param target what it uses on the target
     */
    record Astray(ColumnSequence source, ColumnSequence target) {}

    /**
     * Statements for the target. Immutable.
     *
     * @param statements each with its semicolon, in their order
     * @param allowed whether the role of the session may run them
     */
    record Cure(List<String> statements, boolean allowed) {
        public Cure {
            statements = List.copyOf(statements);
        }

        @Override
        public String toString() {
            return String.join(" ", statements);
        }
    }

    /** The owner of a column's table on the target. */
    private record Owner(String name, boolean allowed) {}

    private SequencePairs(Session from, Session to) {
        this.to = to;
        this.sources = Sequences.byName(from, to);
        this.targets = Sequences.byName(to, from);
        this.wanted = ColumnSequence.read(from);
        this.present = ColumnSequence.read(to);
    }

    /** Reads both sides; the sessions are used for as long as this is. */
    static SequencePairs read(Session from, Session to) {
        return new SequencePairs(from, to);
    }

    /** Columns of those tables with a sequence on both sides, where the target's is none of the source's. */
    List<Astray> astray(Predicate<QualifiedName> tables) {
        var found = new ArrayList<Astray>();
        for (ColumnSequence there : present) {
            List<ColumnSequence> its = of(wanted, there);
            if ((tables.test(there.table()) || tables.test(there.root()))
                    && !its.isEmpty()
                    && its.stream().noneMatch(one -> one.sequence().equals(there.sequence()))) {
                found.add(new Astray(its.get(0), there));
            }
        }
        return found;
    }

    private static List<ColumnSequence> of(List<ColumnSequence> all, ColumnSequence column) {
        return all.stream().filter(column::isOfColumn).toList();
    }

    private static List<ColumnSequence> of(List<ColumnSequence> all, QualifiedName sequence) {
        return all.stream().filter(one -> one.sequence().equals(sequence)).toList();
    }

    /** The sequences of that column of the source that the target lacks. */
    List<QualifiedName> missing(QualifiedName table, String column) {
        return wanted.stream()
                .filter(one -> one.table().equals(table) && one.column().equals(column))
                .map(ColumnSequence::sequence)
                .filter(one -> !targets.containsKey(one))
                .toList();
    }

    /**
     * What gives the columns of the target this sequence of the source, under its name; no statement where they have it, and where the
     * target lacks all of these columns, or the schema: it is created with them.
     */
    Cure cure(QualifiedName name) {
        List<ColumnSequence> users = of(wanted, name);
        Map<ColumnSequence, Owner> owners = new HashMap<>();
        users.forEach(user -> owner(user).ifPresent(owner -> owners.put(user, owner)));
        if (users.isEmpty() ? !hasSchema(name) : owners.isEmpty()) {
            return new Cure(List.of(), true);
        }
        Set<QualifiedName> former = users.stream()
                .flatMap(user -> of(present, user).stream())
                .map(ColumnSequence::sequence)
                .filter(one -> !one.equals(name))
                .collect(Collectors.toSet());
        Optional<QualifiedName> renamed = former.stream()
                .filter(one -> former.size() == 1 && isRenamed(one, name))
                .findFirst();
        var statements = new ArrayList<String>();
        renamed.ifPresentOrElse(old -> rename(old, name, statements), () -> create(name, users, statements));
        boolean allowed = true;
        for (ColumnSequence user : users) {
            List<ColumnSequence> its = of(present, user);
            boolean has = its.stream()
                    .map(ColumnSequence::sequence)
                    .anyMatch(one ->
                            one.equals(name) || renamed.filter(one::equals).isPresent());
            Owner owner = owners.get(user);
            if (owner != null) {
                allowed &= owner.allowed;
                give(user, its, has, owner, statements);
            }
        }
        if (renamed.isEmpty()) {
            former.stream().filter(old -> isFree(old, users)).forEach(old -> statements.add(drop(old)));
        }
        return new Cure(statements, allowed);
    }

    /** Whether the target's sequence is the source's under its former name, and nobody is in the way of the new one. */
    private boolean isRenamed(QualifiedName old, QualifiedName name) {
        Sequence there = targets.get(name);
        return !sources.containsKey(old)
                && old.schema().equals(name.schema())
                && (there == null || there.free())
                && of(present, old).stream()
                        .allMatch(user -> of(wanted, user).stream()
                                .anyMatch(one -> one.sequence().equals(name) && one.isIdentity() == user.isIdentity()));
    }

    private boolean hasSchema(QualifiedName name) {
        return to.doing("looking for a schema")
                        .queryLong("SELECT count(*) FROM pg_catalog.pg_namespace WHERE nspname = ?", name.schema())
                > 0;
    }

    private void rename(QualifiedName old, QualifiedName name, List<String> statements) {
        if (targets.containsKey(name)) {
            statements.add(drop(name));
        }
        statements.add("ALTER SEQUENCE " + old.quoted() + " RENAME TO " + Sql.identifier(name.name()) + ";");
        Sequence its = sources.get(name);
        Sequence there = targets.get(old);
        if (its != null && there != null && !its.definition().equals(there.definition())) {
            statements.add("ALTER SEQUENCE " + name.quoted() + " " + its.definition() + ";");
        }
    }

    /** That of an identity is created with it. */
    private void create(QualifiedName name, List<ColumnSequence> users, List<String> statements) {
        Sequence its = sources.get(name);
        if (its != null && !targets.containsKey(name) && users.stream().noneMatch(ColumnSequence::isIdentity)) {
            statements.add("CREATE SEQUENCE " + name.quoted() + " " + its.definition() + ";");
        }
    }

    /** {@code its}: what the column of the target uses; {@code has}: whether this sequence is among it by now. */
    private void give(
            ColumnSequence user, List<ColumnSequence> its, boolean has, Owner owner, List<String> statements) {
        String column = "ALTER TABLE " + user.table().quoted() + " ALTER COLUMN " + Sql.identifier(user.column());
        boolean identity = its.stream().anyMatch(ColumnSequence::isIdentity);
        if (!has && identity) {
            statements.add(column + " DROP IDENTITY;");
        }
        if (!has && user.isIdentity()) {
            statements.add(column + " DROP DEFAULT;");
            statements.add(column + " ADD GENERATED " + user.identity() + " AS IDENTITY (SEQUENCE NAME "
                    + user.sequence().quoted() + options(user.sequence()) + ");");
        } else if (!has) {
            statements.add(column + " SET DEFAULT " + user.expression() + ";");
        }
        boolean owned = its.stream()
                .anyMatch(one -> one.owned() && (has || one.sequence().equals(user.sequence())));
        if (user.owned() && !user.isIdentity() && !owned) {
            String sequence = "ALTER SEQUENCE " + user.sequence().quoted();
            statements.add(sequence + " OWNER TO " + Sql.identifier(owner.name()) + ";");
            statements.add(sequence + " OWNED BY " + user.table().quoted() + "." + Sql.identifier(user.column()) + ";");
        }
    }

    /** The type of an identity's sequence is that of its column. */
    private String options(QualifiedName name) {
        Sequence its = sources.get(name);
        return its == null ? "" : its.definition().toString().replaceFirst("^AS .*? INCREMENT", " INCREMENT");
    }

    /** Whether no column of the target uses it once these have another one, and the source does not have it. */
    private boolean isFree(QualifiedName old, List<ColumnSequence> users) {
        List<ColumnSequence> its = of(present, old);
        return !sources.containsKey(old)
                && its.stream().noneMatch(ColumnSequence::isIdentity)
                && its.stream().allMatch(one -> users.stream().anyMatch(one::isOfColumn));
    }

    private static String drop(QualifiedName sequence) {
        return "DROP SEQUENCE " + sequence.quoted() + ";";
    }

    private Optional<Owner> owner(ColumnSequence user) {
        return to
                .doing("reading the owner of a table")
                .query(
                        SqlFile.of(SequencePairs.class, "column_owner.sql").text(),
                        row -> new Owner(row.getString(1), row.getBoolean(2)),
                        user.table().schema(),
                        user.table().name(),
                        user.column())
                .stream()
                .findFirst();
    }
}
