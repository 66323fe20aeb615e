package io.pgreplicator.preflight;

import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.OwnSchemaDrop;
import io.pgreplicator.jdbc.OwnSchemaState;
import io.pgreplicator.jdbc.SchemaGrants;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.sql.OwnSchema;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.sql.SqlFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks that both roles may create what the replicator creates. Stateless, thread-safe. */
final class PrivilegeCheck {
    private static final int FIRST_WITH_GRANTS_ON_PARAMETERS = 15;

    private PrivilegeCheck() {}

    /** Something to try, and the cure when it is denied. */
    private record Trial(SqlFile file, String cure) {}

    static void run(Survey survey, Findings findings) {
        if (!survey.from().standby()) {
            ownSchema(survey.source(), survey.from(), OwnSchema.CAPTURE, findings);
            otherSchema(survey.source(), OwnSchema.CONTROL, findings);
        }
        if (survey.hasTarget()) {
            if (!survey.to().standby()) {
                ownSchema(survey.target(), survey.to(), OwnSchema.CONTROL, findings);
                otherSchema(survey.target(), OwnSchema.CAPTURE, findings);
            }
            replicaRole(survey, findings);
        }
    }

    private static void ownSchema(Session session, Server server, OwnSchema own, Findings findings) {
        String subject = subject(session);
        Optional<OwnSchemaState> schema = OwnSchemaState.read(session, own);
        if (schema.isPresent() && !schema.get().ours()) {
            stranger(session, own, schema.get(), findings);
        } else if (allowed(session, trials(session.side(), server, own, schema.isEmpty()), subject, findings)) {
            findings.pass(
                    subject,
                    schema.isPresent()
                            ? "the schema " + own + " is there already"
                            : "role " + server.role() + " may create the schema " + own + " and all it holds");
        }
        if (schema.isPresent() && schema.get().ours()) {
            grants(session, own, subject, findings);
        }
    }

    /**
     * The schema of the other role: from a migration in the opposite direction or in a chain, or from somebody else, whose
     * tables would be excluded.
     */
    private static void otherSchema(Session session, OwnSchema other, Findings findings) {
        OwnSchemaState.read(session, other)
                .filter(schema -> !schema.ours())
                .ifPresent(schema -> stranger(session, other, schema, findings));
    }

    private static void stranger(Session session, OwnSchema name, OwnSchemaState schema, Findings findings) {
        findings.fail(subject(session), schema.problem(name), schema.cure(name));
    }

    private static String subject(Session session) {
        return session.side() + " privileges";
    }

    /** One finding for each role: privileges may have been granted after the schema was created. */
    private static void grants(Session session, OwnSchema own, String subject, Findings findings) {
        Map<String, List<SchemaGrants.Grant>> roles = SchemaGrants.read(session, own).stream()
                .collect(Collectors.groupingBy(SchemaGrants.Grant::role, TreeMap::new, Collectors.toList()));
        roles.forEach((role, grants) -> {
            String privileges = grants.stream()
                    .flatMap(grant -> Stream.of(grant.privileges().split(", ")))
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining(", "));
            String message = role + " holds " + privileges + " in the schema " + own;
            String cure = session.side().place(true)
                    + grants.stream().map(grant -> grant.revoke() + ";").collect(Collectors.joining(" "));
            if (grants.stream().allMatch(SchemaGrants.Grant::readsOnly)) {
                findings.warn(subject, message + " and could read the keys of changed rows", cure);
            } else {
                findings.fail(subject, message + " and could change what is replicated", cure);
            }
        });
    }

    private static List<Trial> trials(Side side, Server server, OwnSchema own, boolean schemaToo) {
        String role = Sql.identifier(server.role());
        String onDatabase = " ON DATABASE " + Sql.identifier(server.database()) + " TO " + role + ";";
        var trials = new ArrayList<Trial>();
        if (schemaToo) {
            trials.add(new Trial(
                    SqlFile.of(PrivilegeCheck.class, "probe_schema.sql").with("schema", own.toString()),
                    side.place(false) + "GRANT CREATE" + onDatabase));
        }
        if (side == Side.TARGET) {
            trials.add(new Trial(
                    SqlFile.of(PrivilegeCheck.class, "probe_stage.sql"),
                    side.place(false) + "GRANT TEMPORARY" + onDatabase));
        } else if (schemaToo) {
            trials.add(new Trial(
                    SqlFile.of(PrivilegeCheck.class, "probe_capture.sql"),
                    side.place(false) + "GRANT USAGE ON LANGUAGE plpgsql TO " + role + ";"));
        }
        return trials;
    }

    /** Tries one thing after the other in a transaction that is rolled back; the first denial becomes a finding. */
    private static boolean allowed(Session session, List<Trial> trials, String subject, Findings findings) {
        Optional<String> disabled = OwnSchemaDrop.cureOfEventTriggers(session);
        session.doing("trying out privileges (rolled back)").begin("");
        try {
            for (Trial trial : trials) {
                Optional<DatabaseException> refusal = refusal(session, trial.file);
                if (refusal.isPresent()) {
                    boolean denied = SqlStates.isDenied(refusal.get().sqlState());
                    findings.fail(
                            subject,
                            String.valueOf(refusal.get().getMessage()),
                            denied ? trial.cure : disabled.orElse(trial.cure));
                    return false;
                }
            }
            return true;
        } finally {
            session.rollback();
        }
    }

    private static Optional<DatabaseException> refusal(Session session, SqlFile file) {
        try {
            session.execute(file.text());
            return Optional.empty();
        } catch (DatabaseException e) {
            if (e.isTransient()) {
                throw e;
            }
            return Optional.of(e);
        }
    }

    private static void replicaRole(Survey survey, Findings findings) {
        if (survey.replicaRole()) {
            findings.pass("target privileges", "session_replication_role may be set");
        } else {
            findings.warn(
                    "target privileges",
                    "session_replication_role may not be set: foreign keys are created only at the end, and user"
                            + " triggers of the target's tables are disabled meanwhile",
                    survey.to().major() < FIRST_WITH_GRANTS_ON_PARAMETERS
                            ? "None is needed, and before PostgreSQL 15 only a superuser may set it."
                            : Side.TARGET.place(false) + "GRANT SET ON PARAMETER session_replication_role TO "
                                    + Sql.identifier(survey.to().role()) + "; -- it is not needed for the rows");
        }
    }
}
