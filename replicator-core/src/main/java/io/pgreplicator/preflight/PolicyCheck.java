package io.pgreplicator.preflight;

import io.pgreplicator.catalog.Table;
import io.pgreplicator.error.NameList;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.Sql;
import java.util.List;
import java.util.stream.Collectors;

/** Looks for the roles that policies of the source are for: without them no policy can be created. Stateless, thread-safe. */
final class PolicyCheck {
    private PolicyCheck() {}

    static void run(Session source, Session target, List<Table> tables, Findings findings) {
        List<String> roles = source.doing("reading the policies")
                .query(Survey.file("policy_roles.sql"), row -> row.getString(1), Survey.oids(tables));
        List<String> there = target.doing("looking for roles of policies")
                .query("SELECT rolname FROM pg_roles WHERE rolname = ANY (?::text[])", row -> row.getString(1), roles);
        List<String> absent =
                roles.stream().filter(role -> !there.contains(role)).toList();
        if (!absent.isEmpty()) {
            boolean creates = target.query(
                            "SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user",
                            row -> row.getBoolean(1))
                    .get(0);
            findings.fail(
                    "policies",
                    "policies of the source are for roles that the target does not have: " + NameList.of(absent),
                    "On the target" + (creates ? ": " : ", as an administrator: ")
                            + absent.stream()
                                    .map(role -> "CREATE ROLE " + Sql.identifier(role) + ";")
                                    .collect(Collectors.joining(" "))
                            + " -- none of them may log in until you say so");
        }
    }
}
