package io.pgreplicator.phase;

import io.pgreplicator.capture.CaptureSchema;
import io.pgreplicator.capture.CapturedTable;
import io.pgreplicator.catalog.CatalogReader;
import io.pgreplicator.config.TableFilter;
import io.pgreplicator.error.NameList;
import io.pgreplicator.jdbc.Database;
import io.pgreplicator.jdbc.Role;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.telemetry.VerifyReport.NotCompared;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Which of the names that a user has given are of no table that is replicated: a comparison of nothing would seem equal. Stateless. */
final class UnknownNames {
    private UnknownNames() {}

    /** Those patterns, and why, as far as known. */
    static List<NotCompared> among(List<String> patterns, TableFilter filter, Database source) {
        if (patterns.isEmpty()) {
            return List.of();
        }
        var known = new HashSet<QualifiedName>();
        try (Session from = source.open(Role.CONTROL)) {
            known.addAll(CatalogReader.names(from, TableFilter.all()));
            if (CaptureSchema.migration(from).isPresent()) {
                CaptureSchema.tables(from).stream().map(CapturedTable::name).forEach(known::add);
            }
        }
        Set<QualifiedName> replicated = known.stream().filter(filter::includes).collect(Collectors.toSet());
        return patterns.stream()
                .filter(pattern -> replicated.stream().noneMatch(of(pattern)::includes))
                .map(pattern -> new NotCompared(pattern, reason(pattern, known, replicated), true))
                .toList();
    }

    private static String reason(String pattern, Set<QualifiedName> known, Set<QualifiedName> replicated) {
        String reason = "no table that is replicated has this name";
        if (known.stream().anyMatch(of(pattern)::includes)) {
            return reason + ": it is left out, by --exclude-table or another of the options that select tables";
        }
        TableFilter inAnyCase = of(lower(pattern));
        List<QualifiedName> alike = replicated.stream()
                .filter(name -> inAnyCase.includes(new QualifiedName(lower(name.schema()), lower(name.name()))))
                .sorted()
                .toList();
        return alike.isEmpty() ? reason : reason + "; names are case-sensitive: " + NameList.of(alike);
    }

    private static TableFilter of(String pattern) {
        return new TableFilter(List.of(), List.of(), List.of(pattern), List.of());
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
