package io.pgreplicator.catalog;

import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Looks whether both roles may do what the replicator will do. Stateless, thread-safe. */
final class PrivilegeCheck {
    private static final List<String> ON_SOURCE = List.of("SELECT", "TRIGGER");
    private static final List<String> ON_TARGET = List.of("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE");

    private PrivilegeCheck() {}

    /** What a role lacks on one relation: a table or one of its partitions. */
    private record Lack(
            QualifiedName name, String privileges, boolean owned, boolean secured, boolean usable, boolean creatable) {}

    /** Something to try, and the cure when it is refused. */
    private record Trial(String file, String cure) {}

    static void run(Survey survey, Findings findings) {
        if (!survey.from().standby()) {
            ownSchema(survey.source(), survey.from(), OwnSchema.ON_SOURCE, findings);
        }
        if (!survey.to().standby()) {
            ownSchema(survey.target(), survey.to(), OwnSchema.ON_TARGET, findings);
            replicationRole(survey.target(), findings);
        }
        sourceTables(survey, findings);
        targetTables(survey, findings);
    }

    private static void ownSchema(Session session, Server server, String knownBy, Findings findings) {
        String subject = session.side() + " privileges";
        Optional<OwnSchema> schema = OwnSchema.read(session, knownBy);
        if (schema.isPresent() && !schema.get().ours() && schema.get().occupied()) {
            findings.fail(
                    subject,
                    "there is a schema replicator that is not ours; it belongs to "
                            + schema.get().owner(),
                    "ALTER SCHEMA replicator RENAME TO something_else;");
        } else if (schema.isPresent() && !schema.get().creatable()) {
            findings.fail(
                    subject,
                    "role " + server.role() + " may not create in the schema replicator, which belongs to "
                            + schema.get().owner(),
                    "ALTER SCHEMA replicator OWNER TO " + Sql.identifier(server.role()) + ";");
        } else if (allowed(session, trials(session.side(), server, schema.isEmpty()), subject, findings)) {
            findings.pass(
                    subject,
                    schema.isPresent()
                            ? "the schema replicator is there already"
                            : "role " + server.role() + " may create the schema replicator and all it holds");
        }
    }

    private static List<Trial> trials(Side side, Server server, boolean schemaToo) {
        String role = Sql.identifier(server.role());
        String onDatabase = " ON DATABASE " + Sql.identifier(server.database()) + " TO " + role + ";";
        var trials = new ArrayList<Trial>();
        if (schemaToo) {
            trials.add(new Trial("probe_schema.sql", "GRANT CREATE" + onDatabase));
        }
        if (side == Side.TARGET) {
            trials.add(new Trial("probe_stage.sql", "GRANT TEMPORARY" + onDatabase));
        } else if (schemaToo) {
            trials.add(new Trial("probe_capture.sql", "GRANT USAGE ON LANGUAGE plpgsql TO " + role + ";"));
        }
        return trials;
    }

    /** Tries one thing after the other in a transaction that is rolled back; the first refusal becomes a finding. */
    private static boolean allowed(Session session, List<Trial> trials, String subject, Findings findings) {
        session.doing("trying out privileges (rolled back)").begin("");
        try {
            for (Trial trial : trials) {
                Optional<String> refusal = refusal(session, trial.file);
                if (refusal.isPresent()) {
                    findings.fail(subject, refusal.get(), trial.cure);
                    return false;
                }
            }
            return true;
        } finally {
            session.rollback();
        }
    }

    private static Optional<String> refusal(Session session, String file) {
        try {
            session.execute(Survey.file(file));
            return Optional.empty();
        } catch (DatabaseException e) {
            if (e.isTransient()) {
                throw e;
            }
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static void replicationRole(Session target, Findings findings) {
        target.doing("trying out session_replication_role (rolled back)").begin("");
        try {
            if (refusal(target, "probe_replication_role.sql").isEmpty()) {
                findings.pass("target privileges", "session_replication_role may be set");
            } else {
                findings.warn(
                        "target privileges",
                        "session_replication_role may not be set: foreign keys are created only at the end, and user"
                                + " triggers of the target's tables are disabled meanwhile",
                        "None is needed. From PostgreSQL 15 on an administrator may GRANT SET ON PARAMETER"
                                + " session_replication_role.");
            }
        } finally {
            target.rollback();
        }
    }

    private static void sourceTables(Survey survey, Findings findings) {
        List<Lack> lacks = lacks(survey.source(), survey.sourceOids(), ON_SOURCE);
        String role = Sql.identifier(survey.from().role());
        List<Lack> lacking = lacks.stream()
                .filter(lack -> !lack.privileges.isEmpty() || !lack.usable)
                .toList();
        granted("source", lacking, ON_SOURCE, role, findings);
        secured("source", lacks, role, findings);
        if (lacking.isEmpty() && lacks.stream().noneMatch(Lack::secured)) {
            findings.passAll("source privileges", survey.tables().size(), "table", "can be read and given triggers");
        }
    }

    private static void targetTables(Survey survey, Findings findings) {
        List<Lack> lacks = lacks(survey.target(), survey.targetOids(), ON_TARGET);
        String role = Sql.identifier(survey.to().role());
        List<Lack> foreign = lacks.stream().filter(lack -> !lack.owned).toList();
        if (!foreign.isEmpty()) {
            findings.fail(
                    "target privileges",
                    "role " + survey.to().role() + " does not own "
                            + Findings.names(foreign.stream().map(Lack::name).toList())
                            + ", so it cannot take off and rebuild their indexes",
                    each(foreign, name -> "ALTER TABLE " + name.quoted() + " OWNER TO " + role + ";"));
        }
        List<Lack> lacking = lacks.stream()
                .filter(lack -> lack.owned && (!lack.privileges.isEmpty() || !lack.usable))
                .toList();
        granted("target", lacking, ON_TARGET, role, findings);
        secured("target", lacks, role, findings);
        var closed = lacks.stream()
                .filter(lack -> !lack.creatable)
                .map(lack -> lack.name.schema())
                .collect(Collectors.toCollection(TreeSet::new));
        if (!closed.isEmpty()) {
            findings.fail(
                    "target privileges",
                    "role " + survey.to().role() + " may not create in the schemas " + Findings.names(closed)
                            + ", so it cannot rebuild indexes there",
                    "GRANT CREATE ON SCHEMA " + Sql.identifiers(closed) + " TO " + role + ";");
        }
        if (lacks.isEmpty()) {
            findings.passAll("target privileges", survey.targets().size(), "table", "can be written and indexed");
        }
    }

    private static void granted(String side, List<Lack> lacking, List<String> needed, String role, Findings findings) {
        if (lacking.isEmpty()) {
            return;
        }
        var schemas = lacking.stream()
                .filter(lack -> !lack.usable)
                .map(lack -> lack.name.schema())
                .collect(Collectors.toCollection(TreeSet::new));
        String usage =
                schemas.isEmpty() ? "" : "GRANT USAGE ON SCHEMA " + Sql.identifiers(schemas) + " TO " + role + "; ";
        findings.fail(
                side + " privileges",
                "the role lacks " + String.join(", ", needed) + " or some of them on "
                        + Findings.names(lacking.stream()
                                .map(lack -> lack.name + " (" + lack.privileges + ")")
                                .toList()),
                usage + "GRANT " + String.join(", ", needed) + " ON "
                        + lacking.stream().map(lack -> lack.name.quoted()).collect(Collectors.joining(", ")) + " TO "
                        + role + ";");
    }

    private static void secured(String side, List<Lack> lacks, String role, Findings findings) {
        for (Lack lack : lacks) {
            if (lack.secured) {
                findings.fail(
                        side + " table " + lack.name,
                        "row security binds this role, so rows could be missed",
                        lack.owned
                                ? "ALTER TABLE " + lack.name.quoted() + " NO FORCE ROW LEVEL SECURITY;"
                                : "Connect as the owner of the table, or: ALTER ROLE " + role + " BYPASSRLS;");
            }
        }
    }

    private static String each(List<Lack> lacks, java.util.function.Function<QualifiedName, String> statement) {
        return lacks.stream().map(lack -> statement.apply(lack.name)).collect(Collectors.joining(" "));
    }

    private static List<Lack> lacks(Session session, List<String> oids, List<String> needed) {
        return session.doing("looking at privileges")
                .query(
                        Survey.file("privileges.sql"),
                        row -> new Lack(
                                new QualifiedName(row.getString(2), row.getString(3)),
                                row.getString(4),
                                row.getBoolean(5),
                                row.getBoolean(6),
                                row.getBoolean(7),
                                row.getBoolean(8)),
                        oids,
                        needed);
    }
}
