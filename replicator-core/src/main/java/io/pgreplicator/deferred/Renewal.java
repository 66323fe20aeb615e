package io.pgreplicator.deferred;

import io.pgreplicator.deferred.DeferredObjects.Deferred;
import io.pgreplicator.deferred.Definition.Kind;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.OwnSchemaState;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.OwnSchema;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.sql.SqlFile;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an object that was taken off the target, by what the source has now of its table, kind and name: the target gets what the
 * source has. Forms of the source are compared with each other alone, at two times: servers of two major versions word them differently.
 * Immutable.
 *
 * @param off the object as it is recorded
 * @param outcome what becomes of it
 * @param present what the source has; null when it has none, or was not asked
 * @param sourceForm the form that the source has now; empty: none; null: it was never asked
 */
record Renewal(
        Off off,
        Outcome outcome,
        @Nullable Present present,
        @Nullable String sourceForm) {
    /** What becomes of an object that was taken off. */
    enum Outcome {
        /** It comes back as it was. */
        KEPT,
        /** It comes back as it was, which is not what the source has. */
        KEPT_OTHER,
        /** The source had it and has it no more: it does not come back. */
        GONE,
        /** It comes back as the source has it now. */
        RENEWED
    }

    /** What tells one object from another. */
    record Key(Kind kind, QualifiedName table, String name) {}

    /**
     * An object that was taken off, as it is recorded.
     *
     * @param id its number
     * @param key what it is
     * @param build the statement that creates or enables it again
     * @param built whether that was run
     * @param sourceForm the form that the source had when it was asked last; empty: none; null: it was not asked
     * @param ownForm the form of what is recorded; null when it cannot be told
     */
    record Off(
            long id,
            Key key,
            String build,
            boolean built,
            @Nullable String sourceForm,
            @Nullable String ownForm) {
        static List<Off> all(Session target) {
            return target.doing("reading what is taken off")
                    .query(
                            SqlFile.of(Renewal.class, "renewable.sql")
                                    .with("is_missed", DeferredObjects.MISSED)
                                    .text(),
                            row -> new Off(
                                    row.getLong(1),
                                    new Key(
                                            Kind.of(row.getString(2)),
                                            new QualifiedName(row.getString(3), row.getString(4)),
                                            row.getString(5)),
                                    row.getString(6),
                                    row.getBoolean(7),
                                    row.getString(8),
                                    row.getString(9)));
        }
    }

    /** An object of the source; {@code definition}: null of an index and a foreign key, which are read when they are needed. */
    record Present(Key key, String form, @Nullable Definition definition) {}

    /** Of each object that is off. */
    static List<Renewal> all(Session source, Session target) {
        if (!OwnSchemaState.isOurs(target, OwnSchema.CONTROL)) {
            return List.of();
        }
        List<Off> off = Off.all(target);
        return off.isEmpty() ? List.of() : of(off, source, target);
    }

    /** Of these. */
    static List<Renewal> of(List<Off> off, Session source, Session target) {
        List<String> tables =
                off.stream().map(one -> one.key.table().quoted()).distinct().toList();
        var relations = new HashSet<QualifiedName>();
        Map<Key, Present> present = present(source, tables, relations);
        Set<Key> busy = OwnSchemaState.isOurs(source, OwnSchema.CONTROL)
                ? Off.all(source).stream().map(Off::key).collect(Collectors.toSet())
                : Set.of();
        Set<Key> taken = off.stream().map(Off::key).collect(Collectors.toSet());
        boolean sameWords = source.majorVersion() == target.majorVersion();
        // what another migration, or the way back, has taken off the source is not gone
        Predicate<Off> asked = one -> relations.contains(one.key.table()) && !busy.contains(one.key);
        return off.stream()
                .map(one -> asked.test(one)
                        ? of(one, present, taken, sameWords)
                        : new Renewal(one, Outcome.KEPT, null, one.sourceForm))
                .toList();
    }

    /**
     * Those of the tables; one that somebody has locked is not asked for, nor waited for any longer.
     *
     * @param relations receives the tables and domains that the source has
     */
    private static Map<Key, Present> present(Session source, List<String> tables, Set<QualifiedName> relations) {
        try {
            return definitions(source, tables, relations);
        } catch (DatabaseException e) {
            if (!SqlStates.isLocked(e.sqlState())) {
                throw e;
            }
            if (tables.size() == 1) {
                return Map.of();
            }
        }
        var present = new LinkedHashMap<Key, Present>();
        tables.forEach(table -> present.putAll(present(source, List.of(table), relations)));
        return present;
    }

    private static Map<Key, Present> definitions(Session source, List<String> tables, Set<QualifiedName> relations) {
        var present = new LinkedHashMap<Key, Present>();
        source.doing("reading the definitions of what is taken off the target")
                .query(
                        SqlFile.of(Renewal.class, "source_forms.sql").text(),
                        row -> {
                            var table = new QualifiedName(row.getString(2), row.getString(3));
                            if (row.getString(1).isEmpty()) {
                                return relations.add(table);
                            }
                            var key = new Key(Kind.of(row.getString(1)), table, row.getString(4));
                            Definition definition = row.getString(6).isEmpty()
                                    ? null
                                    : new Definition(
                                            key.kind,
                                            table,
                                            key.name,
                                            "",
                                            row.getString(6),
                                            Definition.texts(row.getArray(7)),
                                            0,
                                            row.getString(8));
                            return present.put(key, new Present(key, row.getString(5), definition)) == null;
                        },
                        tables,
                        tables);
        return present;
    }

    static Renewal of(Off off, Map<Key, Present> sources, Set<Key> taken, boolean sameWords) {
        Present now = sources.get(off.key);
        boolean had = off.sourceForm != null && !off.sourceForm.isEmpty();
        if (now == null) {
            Optional<Present> renamed =
                    had && off.key.kind != Kind.TRIGGER ? renamed(off, sources, taken) : Optional.empty();
            return renamed.map(one -> new Renewal(off, Outcome.RENEWED, one, one.form))
                    .orElseGet(() -> new Renewal(off, had ? Outcome.GONE : Outcome.KEPT, null, ""));
        }
        boolean changed = off.key.kind == Kind.TRIGGER
                ? now.definition != null && !now.definition.build().equals(off.build)
                : off.sourceForm != null && !off.sourceForm.equals(now.form);
        if (changed) {
            return new Renewal(off, Outcome.RENEWED, now, now.form);
        }
        boolean other = sameWords && off.ownForm != null && !off.ownForm.equals(now.form);
        return new Renewal(off, other ? Outcome.KEPT_OTHER : Outcome.KEPT, now, now.form);
    }

    /** What has the form that it had, under a name that the target lacks as far as that is known. */
    private static Optional<Present> renamed(Off off, Map<Key, Present> sources, Set<Key> taken) {
        return sources.values().stream()
                .filter(one -> one.key.kind == off.key.kind && one.key.table().equals(off.key.table()))
                .filter(one -> one.form.equals(off.sourceForm) && !taken.contains(one.key))
                .findFirst();
    }

    /** What the source has, with the statements that build it; empty when none are known. */
    Optional<Definition> definition(Session source) {
        Present wanted = present;
        if (wanted == null) {
            return Optional.empty();
        }
        if (wanted.definition != null) {
            return Optional.of(wanted.definition);
        }
        QualifiedName table = wanted.key.table();
        List<Definition> all = wanted.key.kind == Kind.INDEX
                ? Definition.indexes(source, table).stream()
                        .map(Definition.Index::definition)
                        .toList()
                : Definition.foreignKeys(source, List.of(table));
        return all.stream()
                .filter(one -> one.table().equals(table) && one.name().equals(wanted.key.name()))
                .findFirst();
    }

    /** Whether the object itself is done with, or recorded in another form, by {@link #apply}. */
    boolean isDue() {
        return outcome == Outcome.GONE || outcome == Outcome.RENEWED;
    }

    /** Whether it comes back though the source has none, and had none since it was asked first. */
    boolean isOfTargetAlone() {
        return outcome == Outcome.KEPT && "".equals(sourceForm) && !off.built;
    }

    /** Notes the forms of those that stay as they are recorded. */
    static void note(Session target, List<Renewal> all) {
        List<Renewal> news = all.stream()
                .filter(one -> !one.isDue() && !Objects.equals(one.sourceForm, one.off.sourceForm))
                .toList();
        if (!news.isEmpty()) {
            target.doing("noting what the source has")
                    .runInTransaction(() -> target.update(
                            "UPDATE replicator.deferred_object AS o SET source_form = n.form"
                                    + " FROM unnest(?::bigint[], ?::text[]) AS n (id, form) WHERE o.object_id = n.id",
                            news.stream().map(one -> String.valueOf(one.off.id)).toList(),
                            news.stream().map(Renewal::sourceForm).toList()));
        }
    }

    /**
     * Records that it does not come back, or that it comes back as {@code now}; what is built of it, and was not finished, goes. In a
     * transaction of its own.
     */
    void apply(Session target, @Nullable Definition now) {
        target.doing("recording what becomes of " + off.key.name() + " of " + off.key.table())
                .runInTransaction(() -> {
                    boolean todo = target.query(
                                    "SELECT finished_at IS NULL FROM replicator.deferred_object WHERE object_id = ? FOR UPDATE",
                                    row -> row.getBoolean(1),
                                    off.id)
                            .get(0);
                    if (todo) {
                        if (off.built) {
                            target.execute(drop());
                        }
                        record(target, now);
                    }
                });
    }

    private void record(Session target, @Nullable Definition now) {
        if (now == null) {
            target.update(
                    "UPDATE replicator.deferred_object SET finished_at = clock_timestamp(), source_form = '' WHERE object_id = ?",
                    off.id);
        } else {
            target.update(
                    "UPDATE replicator.deferred_object SET name = ?, build = ?, finish = ?::text[], offenders = ?, built_at = NULL,"
                            + " problem = CASE WHEN waits THEN problem END, source_form = ? WHERE object_id = ?",
                    now.name(),
                    now.build(),
                    now.finish(),
                    now.offenders(),
                    sourceForm,
                    off.id);
        }
    }

    private String drop() {
        String table = off.key.table().quoted();
        String name = Sql.identifier(off.key.name());
        return switch (off.key.kind) {
            case INDEX ->
                "DROP INDEX IF EXISTS " + new QualifiedName(off.key.table().schema(), off.key.name()).quoted();
            case TRIGGER -> "ALTER TABLE " + table + " DISABLE TRIGGER " + name;
            case DOMAIN_CHECK -> "ALTER DOMAIN " + table + " DROP CONSTRAINT IF EXISTS " + name;
            default -> "ALTER TABLE " + table + " DROP CONSTRAINT IF EXISTS " + name;
        };
    }

    /** The object as an attempt on it is reported. */
    Deferred deferred() {
        return new Deferred(off.id, off.key.table(), off.key.name(), off.build, List.of(), 0, off.built, null, false);
    }
}
