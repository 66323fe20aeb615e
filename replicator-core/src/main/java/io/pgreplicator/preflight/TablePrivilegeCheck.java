package io.pgreplicator.preflight;

import io.pgreplicator.catalog.Table;
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
import org.jspecify.annotations.Nullable;

/** Checks that a role may do with the tables of one side what the replicator will do. Confined to one thread. */
final class TablePrivilegeCheck {
    private static final List<String> ON_SOURCE = List.of("SELECT", "TRIGGER");
    private static final List<String> ON_TARGET = List.of("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE");

    private final Side side;
    private final String role;
    private final List<String> needed;
    private final List<Lack> lacks;
    private final Findings findings;

    /**
     * The privileges that the role lacks on one relation: a table or one of its partitions.
     *
     * @param owner its owner; null when that is a superuser, of which nobody should become a member
     * @param joins whether the role may make itself a member of the owner
     */
    private record Lack(
            QualifiedName name,
            String privileges,
            boolean owned,
            boolean secured,
            boolean usable,
            boolean creatable,
            @Nullable String owner,
            boolean joins) {}

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

    /** pg_dump must be able to read them. */
    static void ofNewTables(Session source, List<Table> tables, Findings findings) {
        new TablePrivilegeCheck(source, source.queryText("SELECT current_user"), Survey.oids(tables), findings)
                .check(tables.size(), "can be read and given triggers");
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
                    (foreign.stream().allMatch(lack -> lack.owner != null && lack.joins) ? here() : asAdministrator())
                            + foreign.stream().map(this::owning).distinct().collect(Collectors.joining(" "))
                            + " -- or connect as a role that is a member of the owner of every table");
        }
    }

    /** A member of the owner may do what the owner may, and the owner goes on. */
    private String owning(Lack lack) {
        return lack.owner == null
                ? "ALTER TABLE " + lack.name.quoted() + " OWNER TO " + Sql.identifier(role) + ";"
                : "GRANT " + Sql.identifier(lack.owner) + grantee();
    }

    private String here() {
        return side.place(true);
    }

    private String asAdministrator() {
        return side.place(false);
    }

    private void privileges() {
        List<Lack> lacking = lacks.stream()
                .filter(lack -> (lack.owned && !lack.privileges.isEmpty()) || !lack.usable)
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
                (closed.isEmpty() ? here() : asAdministrator()) + usage + "GRANT " + String.join(", ", needed) + " ON "
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
                    asAdministrator() + "GRANT CREATE ON SCHEMA " + Sql.identifiers(closed) + grantee());
        }
    }

    private void secured(Lack lack) {
        findings.fail(
                side + " table " + lack.name,
                "row security binds role " + role + ", so rows could be missed",
                lack.owned
                        ? here() + "ALTER TABLE " + lack.name.quoted()
                                + " NO FORCE ROW LEVEL SECURITY; -- applications that connect as the owner see every row from then on; once the move is"
                                + " over: ALTER TABLE " + lack.name.quoted() + " FORCE ROW LEVEL SECURITY;"
                        : asAdministrator() + "ALTER ROLE " + Sql.identifier(role)
                                + " BYPASSRLS; -- or connect as the owner of the table");
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
                                row.getBoolean(8),
                                row.getString(9),
                                row.getBoolean(10)),
                        oids,
                        needed);
    }
}
