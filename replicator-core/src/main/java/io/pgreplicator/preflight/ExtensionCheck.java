package io.pgreplicator.preflight;

import io.pgreplicator.sql.Sql;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks that the extensions of the source exist on the target. Stateless, thread-safe. */
final class ExtensionCheck {
    private ExtensionCheck() {}

    private record Extension(String name, String schema, String version) {}

    /** The number of selected columns that need an extension, with an example. */
    private record Need(long columns, String example) {}

    static void run(Survey survey, Findings findings) {
        Map<String, Extension> source = read(survey.source());
        Map<String, Extension> target = read(survey.target());
        Set<String> missing = new java.util.TreeSet<>(source.keySet());
        missing.removeAll(target.keySet());
        boolean sameVersions =
                source.values().stream().allMatch(extension -> !isOtherwise(extension, target.get(extension.name)));
        findings.passAll("extensions", source.size() - missing.size(), "extension", "of the source on the target too");
        if (missing.isEmpty() && sameVersions) {
            return;
        }
        Map<String, Need> needs = needs(survey);
        needs.forEach((name, need) -> versions(source.get(name), target.get(name), need, findings));
        if (missing.isEmpty()) {
            return;
        }
        var available =
                new HashSet<>(survey.target().query(Survey.file("available_extensions.sql"), row -> row.getString(1)));
        for (String name : missing) {
            Extension extension = source.get(name);
            if (extension != null) {
                report(survey.target(), extension, needs.get(name), available.contains(name), findings);
            }
        }
    }

    private static boolean isOtherwise(@Nullable Extension extension, @Nullable Extension other) {
        return extension != null && other != null && !extension.version.equals(other.version);
    }

    /** Values are carried as text, which another version may read differently. */
    private static void versions(
            @Nullable Extension extension, @Nullable Extension other, Need need, Findings findings) {
        if (extension != null && other != null && isOtherwise(extension, other)) {
            findings.warn(
                    "extension " + extension.name,
                    "it is of version " + extension.version + " on the source, " + other.version
                            + " on the target, and needed by " + Findings.count(need.columns, "column")
                            + ", for example " + need.example,
                    "Rehearse with rows of these columns; or bring the older one to the newer one's version, where its"
                            + " server offers it: ALTER EXTENSION " + Sql.identifier(extension.name) + " UPDATE;");
        }
    }

    /** The schemas that hold extensions on one side: a type may be in another schema on the other side. */
    static Set<String> schemas(io.pgreplicator.jdbc.Session session) {
        return read(session).values().stream().map(Extension::schema).collect(Collectors.toSet());
    }

    private static void report(
            io.pgreplicator.jdbc.Session target,
            Extension extension,
            @Nullable Need need,
            boolean available,
            Findings findings) {
        boolean there = target.query(
                        "SELECT to_regnamespace(quote_ident(?)) IS NOT NULL",
                        row -> row.getBoolean(1),
                        extension.schema)
                .get(0);
        String create = (there ? "" : "CREATE SCHEMA " + Sql.identifier(extension.schema) + "; ") + "CREATE EXTENSION "
                + Sql.identifier(extension.name) + " SCHEMA " + Sql.identifier(extension.schema) + ";";
        String cure = available
                ? create
                : "The target's server does not offer it: install it there, or change the columns that need it.";
        if (need == null) {
            findings.warn(
                    "extension " + extension.name,
                    "it is missing on the target; no column of the selected tables needs it",
                    available ? create : "The target's server does not offer it: none is needed for the rows.");
        } else {
            findings.fail(
                    "extension " + extension.name,
                    "it is missing on the target and needed by " + Findings.count(need.columns, "column")
                            + ", for example " + need.example,
                    cure);
        }
    }

    private static Map<String, Extension> read(io.pgreplicator.jdbc.Session session) {
        var extensions = new TreeMap<String, Extension>();
        session.doing("reading extensions")
                .query(
                        Survey.file("extensions.sql"),
                        row -> new Extension(row.getString(1), row.getString(2), row.getString(3)))
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
