package io.pgreplicator.preflight;

import io.pgreplicator.error.NameList;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Checks that a role may do with the tables of one side what the replicator will do. Confined to one thread. */
final class TablePrivilegeCheck {
    private static final List<String> ON_SOURCE = List.of("SELECT", "TRIGGER");
    private static final List<String> ON_TARGET = List.of("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE");

    private final Side side;
    private final String role;
    private final List<String> needed;
    private final List<Lack> lacks;
    private final Findings findings;

    /** The privileges that the role lacks on one relation: a table or one of its partitions. */
    private record Lack(
            QualifiedName name, String privileges, boolean owned, boolean secured, boolean usable, boolean creatable) {}

    private TablePrivilegeCheck(Session session, String role, List<String> oids, Findings findings) {
        this.side = session.side();
        this.role = role;
        this.needed = side == Side.SOURCE ? ON_SOURCE : ON_TARGET;
        this.lacks = lacks(session, oids, needed);
        this.findings = findings;
    }

    static void run(Survey survey, Findings findings) {
        new TablePrivilegeCheck(survey.source(), survey.from().role(), survey.sourceOids(), findings)
                .check(survey.tables().size(), "can be read and given triggers");
        if (survey.hasTarget()) {
            new TablePrivilegeCheck(survey.target(), survey.to().role(), survey.targetOids(), findings)
                    .check(survey.targets().size(), "can be written and indexed");
        }
    }

    private void check(int tables, String predicate) {
        int before = findings.list().size();
        ownership();
        privileges();
        if (side == Side.TARGET) {
            schemas();
        }
        lacks.stream().filter(Lack::secured).forEach(this::secured);
        if (findings.list().size() == before) {
            findings.passAll(subject(), tables, "table", predicate);
        }
    }

    private void ownership() {
        List<Lack> foreign = lacks.stream().filter(lack -> !lack.owned).toList();
        if (!foreign.isEmpty()) {
            findings.fail(
                    subject(),
                    "role " + role + " does not own "
                            + NameList.of(foreign.stream().map(Lack::name).toList())
                            + (side == Side.SOURCE
                                    ? ", so it cannot set up and remove their triggers"
                                    : ", so it cannot take off and rebuild their indexes"),
                    foreign.stream()
                            .map(lack ->
                                    "ALTER TABLE " + lack.name.quoted() + " OWNER TO " + Sql.identifier(role) + ";")
                            .collect(Collectors.joining(" ")));
        }
    }

    private void privileges() {
        List<Lack> lacking = lacks.stream()
                .filter(lack -> !lack.privileges.isEmpty() || !lack.usable)
                .toList();
        if (lacking.isEmpty()) {
            return;
        }
        Collection<String> closed = schemasOf(lack -> !lack.usable);
        String usage = closed.isEmpty() ? "" : "GRANT USAGE ON SCHEMA " + Sql.identifiers(closed) + grantee() + " ";
        findings.fail(
                subject(),
                "role " + role + " lacks privileges on "
                        + NameList.of(lacking.stream().map(this::described).toList()),
                usage + "GRANT " + String.join(", ", needed) + " ON "
                        + lacking.stream().map(lack -> lack.name.quoted()).collect(Collectors.joining(", "))
                        + grantee());
    }

    private String described(Lack lack) {
        return lack.name + " (" + (lack.usable ? lack.privileges : "USAGE of its schema") + ")";
    }

    /** An index is created in the schema of its table, which requires a separate privilege. */
    private void schemas() {
        Collection<String> closed = schemasOf(lack -> !lack.creatable);
        if (!closed.isEmpty()) {
            findings.fail(
                    subject(),
                    "role " + role + " may not create in schema " + NameList.of(closed)
                            + ", so it cannot rebuild indexes there",
                    "GRANT CREATE ON SCHEMA " + Sql.identifiers(closed) + grantee());
        }
    }

    private void secured(Lack lack) {
        findings.fail(
                side + " table " + lack.name,
                "row security binds role " + role + ", so rows could be missed",
                lack.owned
                        ? "ALTER TABLE " + lack.name.quoted() + " NO FORCE ROW LEVEL SECURITY;"
                        : "Connect as the owner of the table, or: ALTER ROLE " + Sql.identifier(role) + " BYPASSRLS;");
    }

    private Collection<String> schemasOf(Predicate<Lack> condition) {
        return lacks.stream()
                .filter(condition)
                .map(lack -> lack.name.schema())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String subject() {
        return side + " privileges";
    }

    private String grantee() {
        return " TO " + Sql.identifier(role) + ";";
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
