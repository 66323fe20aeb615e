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

    @Override
    public String writable() {
        return target.doing("looking for what makes its transactions read-only")
                .query(
                        Survey.file("writable_again.sql"),
                        row -> target.side().place(row.getBoolean(2)) + row.getString(1))
                .get(0);
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
