package io.pgreplicator.preflight;

import io.pgreplicator.jdbc.Session;
import java.util.Optional;

/** The statements for the target's server, read from the two databases when they are needed. Confined to one thread. */
final class NewTarget implements TargetStatements {
    private final Session source;
    private final Session target;

    /** {@code sameLocale}: whether the database that the statement creates has the source's locale. */
    private record Creation(String statement, boolean allowed, boolean sameLocale) {}

    NewTarget(Session source, Session target) {
        this.source = source;
        this.target = target;
    }

    @Override
    public Optional<String> creation() {
        Creation creation = read();
        return creation.sameLocale ? Optional.of(cure(creation)) : Optional.empty();
    }

    @Override
    public String creationWithEncoding() {
        return cure(read());
    }

    /** Sessions of this program have the setting pinned: it is reset to see what gave it. */
    @Override
    public ReadOnlySetting readOnly() {
        target.doing("looking for what makes its transactions read-only").begin("");
        try {
            target.execute("SET LOCAL default_transaction_read_only TO DEFAULT");
            return target.query(
                            Survey.file("writable_again.sql"),
                            row -> readOnly(row.getString(1), row.getString(2), row.getBoolean(3)))
                    .get(0);
        } finally {
            target.rollback();
        }
    }

    private ReadOnlySetting readOnly(String place, String statements, boolean allowed) {
        String cure = statements.isEmpty() ? "" : target.side().place(allowed) + statements;
        return switch (place) {
            case "client" ->
                new ReadOnlySetting(
                        "by the options of the connection",
                        "Take default_transaction_read_only off the options of --" + target.side()
                                + " (in the address, its service or PGOPTIONS), then run 'replicator check' again."
                                + (cure.isEmpty() ? "" : "\n" + cure));
            case "database user" -> new ReadOnlySetting("for this role in this database", cure);
            case "user" -> new ReadOnlySetting("for this role", cure);
            case "database" -> new ReadOnlySetting("for the database", cure);
            case "global" -> new ReadOnlySetting("for all roles", cure);
            default -> new ReadOnlySetting("by the server's configuration (" + place + ")", cure);
        };
    }

    private String cure(Creation creation) {
        return target.side().place(creation.allowed) + creation.statement
                + " -- then give that database as the one of --target";
    }

    private Creation read() {
        Object[] locale = source.doing("reading how the database was created")
                .query(Survey.file("database_locale.sql"), row -> new Object[] {
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getString(6)
                })
                .get(0);
        return target.doing("looking for the source's locale")
                .query(
                        Survey.file("new_database.sql"),
                        row -> new Creation(row.getString(1), row.getBoolean(2), row.getBoolean(3)),
                        locale)
                .get(0);
    }
}
