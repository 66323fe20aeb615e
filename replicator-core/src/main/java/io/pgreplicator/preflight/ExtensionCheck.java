package io.pgreplicator.preflight;

import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.Sql;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks that the extensions of the source exist on the target. Stateless, thread-safe. */
final class ExtensionCheck {
    private ExtensionCheck() {}

    /** {@code owned}: whether the role may act as its owner. */
    private record Extension(String name, String schema, String version, boolean owned) {}

    /** The number of selected columns that need an extension, with an example. */
    private record Need(long columns, String example) {}

    static void run(Survey survey, Findings findings) {
        Map<String, Extension> source = read(survey.source());
        Map<String, Extension> target = read(survey.target());
        List<Extension> missing = source.values().stream()
                .filter(extension -> !target.containsKey(extension.name))
                .toList();
        boolean sameVersions =
                source.values().stream().allMatch(extension -> !isOtherwise(extension, target.get(extension.name)));
        findings.passAll("extensions", source.size() - missing.size(), "extension", "of the source on the target too");
        if (missing.isEmpty() && sameVersions) {
            return;
        }
        Map<String, Need> needs = needs(survey);
        needs.forEach((name, need) -> versions(survey, source.get(name), target.get(name), need, findings));
        if (missing.isEmpty()) {
            return;
        }
        var available = new HashMap<String, Boolean>();
        survey.target()
                .query(
                        Survey.file("available_extensions.sql"),
                        row -> available.put(row.getString(1), row.getBoolean(2)));
        for (Extension extension : missing) {
            report(survey.target(), extension, needs.get(extension.name), available.get(extension.name), findings);
        }
    }

    private static boolean isOtherwise(@Nullable Extension extension, @Nullable Extension other) {
        return extension != null && other != null && !extension.version.equals(other.version);
    }

    /** Values are carried as text, which another version may read differently. */
    private static void versions(
            Survey survey, @Nullable Extension extension, @Nullable Extension other, Need need, Findings findings) {
        if (extension != null && other != null && isOtherwise(extension, other)) {
            findings.warn(
                    "extension " + extension.name,
                    "it is of version " + extension.version + " on the source, " + other.version
                            + " on the target, and needed by " + Findings.count(need.columns, "column")
                            + ", for example " + need.example,
                    "Rehearse with rows of these columns"
                            + update(survey.target(), other, extension.version)
                                    .or(() -> update(survey.source(), extension, other.version))
                                    .map(statement -> "; or have one version on both sides:\n" + statement)
                                    .orElse(": neither server can bring its version to that of the other one."));
        }
    }

    /** The statement that brings an extension to that version, where its server can. */
    private static Optional<String> update(Session session, Extension extension, String version) {
        return session.queryFirst(
                        Survey.file("extension_update.sql"),
                        row -> row.getBoolean(1),
                        extension.name,
                        extension.version,
                        version)
                .map(allowed -> session.side().place(allowed && extension.owned) + "ALTER EXTENSION "
                        + Sql.identifier(extension.name) + " UPDATE TO " + Sql.literal(version) + ";");
    }

    /** The schemas that hold extensions on one side: a type may be in another schema on the other side. */
    static Set<String> schemas(Session session) {
        return read(session).values().stream().map(Extension::schema).collect(Collectors.toSet());
    }

    /** {@code allowed}: whether the target's role may create it; null when its server does not offer it. */
    private static void report(
            Session target, Extension extension, @Nullable Need need, @Nullable Boolean allowed, Findings findings) {
        String create = target.side().place(Boolean.TRUE.equals(allowed))
                + (Survey.hasSchema(target, extension.schema)
                        ? ""
                        : "CREATE SCHEMA IF NOT EXISTS " + Sql.identifier(extension.schema) + "; ")
                + "CREATE EXTENSION "
                + Sql.identifier(extension.name) + " SCHEMA " + Sql.identifier(extension.schema) + ";";
        if (need == null) {
            findings.warn(
                    "extension " + extension.name,
                    "it is missing on the target; no column of the selected tables needs it",
                    allowed != null ? create : "The target's server does not offer it: none is needed for the rows.");
        } else {
            findings.fail(
                    "extension " + extension.name,
                    "it is missing on the target and needed by " + Findings.count(need.columns, "column")
                            + ", for example " + need.example,
                    allowed != null
                            ? create
                            : "The target's server does not offer it: install it there, or leave out the tables with these columns:"
                                    + " --exclude-table.");
        }
    }

    /** By their names; one that requires others comes after those. */
    private static Map<String, Extension> read(Session session) {
        var extensions = new LinkedHashMap<String, Extension>();
        session.doing("reading extensions")
                .query(
                        Survey.file("extensions.sql"),
                        row -> new Extension(row.getString(1), row.getString(2), row.getString(3), row.getBoolean(4)))
                .forEach(extension -> extensions.put(extension.name, extension));
        return extensions;
    }

    private static Map<String, Need> needs(Survey survey) {
        var needs = new TreeMap<String, Need>();
        survey.source()
                .query(
                        Survey.file("column_extensions.sql"),
                        row -> Map.entry(row.getString(1), new Need(row.getLong(2), row.getString(3))),
                        survey.sourceOids())
                .forEach(entry -> needs.put(entry.getKey(), entry.getValue()));
        return needs;
    }
}
