package io.pgreplicator.preflight;

import io.pgreplicator.jdbc.OwnSchemaState;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.sql.OwnSchema;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import io.pgreplicator.sql.SqlFile;
import java.util.List;

/** Finds triggers and rules of the target that would change what is replicated. Stateless, thread-safe. */
final class TriggerCheck {
    private static final int UPDATE = 2;

    private TriggerCheck() {}

    /** {@code stray}: it exists on a partition alone, where nothing would disable it. */
    private record Trigger(QualifiedName table, String name, String fires, boolean stray) {
        boolean ordinary() {
            return fires.equals("O");
        }

        String cure(String more) {
            return "On the target: ALTER TABLE " + table.quoted() + " DISABLE TRIGGER " + Sql.identifier(name)
                    + "; -- enable it again after the move" + more;
        }
    }

    private record Rule(QualifiedName table, String name, int event, String enabled) {
        boolean fires(boolean replicaRole) {
            return switch (enabled) {
                case "A" -> true;
                case "R" -> replicaRole;
                case "O" -> !replicaRole;
                default -> false;
            };
        }
    }

    static void run(Survey survey, Findings findings) {
        String more = survey.copied().isEmpty() ? "" : "; run with --repair if it acted on rows of the replicator";
        run(survey.target(), survey.targetOids(), survey.replicaRole(), more, findings);
    }

    /** As {@link #run(Survey, Findings)}, for the tables with these oids; {@code more} ends the comment of each cure. */
    static void run(Session target, List<String> oids, boolean replicaRole, String more, Findings findings) {
        triggers(target, oids, replicaRole, more, findings);
        rules(target, oids, replicaRole, more, findings);
    }

    private static void triggers(
            Session target, List<String> oids, boolean replicaRole, String more, Findings findings) {
        List<Trigger> triggers = target.doing("reading triggers")
                .query(
                        SqlFile.of(TriggerCheck.class, "triggers.sql")
                                .with("own_triggers", OwnSchemaState.triggers(OwnSchema.CAPTURE))
                                .text(),
                        row -> new Trigger(
                                new QualifiedName(row.getString(1), row.getString(2)),
                                row.getString(3),
                                row.getString(4),
                                row.getBoolean(5)),
                        oids);
        for (Trigger trigger : triggers) {
            // where the role may not be set, they are disabled like the ordinary ones, and come back as they were
            if (!trigger.ordinary() && replicaRole) {
                findings.fail(
                        "target table " + trigger.table,
                        "trigger " + trigger.name + " is ENABLE " + (trigger.fires.equals("A") ? "ALWAYS" : "REPLICA")
                                + " and would fire for replicated rows",
                        trigger.cure(more));
            } else if (trigger.stray && !replicaRole) {
                findings.fail(
                        "target table " + trigger.table,
                        "trigger " + trigger.name
                                + " stands on this partition alone and would fire for replicated rows",
                        trigger.cure(more));
            }
        }
        long quiet = triggers.stream()
                .filter(trigger -> replicaRole ? trigger.ordinary() : !trigger.stray)
                .count();
        findings.passAll("target tables", (int) quiet, "trigger", "of the target, which will not fire until the end");
    }

    private static void rules(Session target, List<String> oids, boolean replicaRole, String more, Findings findings) {
        List<Rule> rules = target.doing("reading rules")
                .query(
                        Survey.file("rules.sql"),
                        row -> new Rule(
                                new QualifiedName(row.getString(1), row.getString(2)),
                                row.getString(3),
                                row.getInt(4),
                                row.getString(5)),
                        oids);
        for (Rule rule : rules) {
            if (rule.event == UPDATE) {
                findings.fail(
                        "target table " + rule.table,
                        "with the rule " + rule.name + ", even disabled, PostgreSQL refuses INSERT ... ON CONFLICT",
                        "On the target: DROP RULE " + Sql.identifier(rule.name) + " ON " + rule.table.quoted()
                                + "; -- create it again after the move" + more);
            } else if (rule.fires(replicaRole)) {
                findings.fail(
                        "target table " + rule.table,
                        "rule " + rule.name + " would rewrite what the replicator writes",
                        "On the target: ALTER TABLE " + rule.table.quoted() + " DISABLE RULE "
                                + Sql.identifier(rule.name) + "; -- enable it again after the move" + more);
            }
        }
    }
}
