package io.pgreplicator.deferred;

import io.pgreplicator.deferred.DeferredObjects.Deferred;
import io.pgreplicator.error.DatabaseException;
import io.pgreplicator.error.SqlStates;
import io.pgreplicator.jdbc.Session;
import io.pgreplicator.jdbc.Side;
import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.SqlFile;
import io.pgreplicator.telemetry.OpenObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What has the name of an index or a constraint that is to be built again, as the reason of the open object says it. Stateless, thread-safe. */
final class NameHolder {
    private static final String NAMED = "; the name is that of the ";
    private static final Pattern STATEMENT = Pattern.compile(
            Pattern.quote(NAMED) + ".*?\\. (" + Side.TARGET.place(true).strip() + " .*|"
                    + Side.TARGET.place(false).strip() + " .*)",
            Pattern.DOTALL);

    private NameHolder() {}

    /** What follows the server's reason: what it is, and the statement that makes room. Empty when nothing has the name any more. */
    static String describe(Session target, Deferred object, DatabaseException failure) {
        if (!SqlStates.isNameTaken(failure.sqlState())) {
            return "";
        }
        target.doing("asking what has the name " + object.name());
        QualifiedName table = object.table();
        Optional<String> found = SqlStates.isRelationNameTaken(failure.sqlState())
                ? target.queryFirst(file("name_holder.sql"), NameHolder::describe, table.schema(), object.name())
                : target.queryFirst(
                        file("constraint_holder.sql"),
                        NameHolder::describe,
                        table.schema(),
                        table.name(),
                        object.name());
        return found.orElse("");
    }

    private static String describe(ResultSet row) throws SQLException {
        return NAMED + row.getString(1) + ". " + Side.TARGET.place(row.getBoolean(3)) + row.getString(2);
    }

    private static String file(String name) {
        return SqlFile.of(NameHolder.class, name).text();
    }

    /** Whether that is why it is not back. */
    static boolean isInTheWay(Deferred object) {
        return object.problem() != null && object.problem().contains(NAMED);
    }

    static boolean isInTheWay(OpenObject object) {
        return statement(object).isPresent();
    }

    /** The line for each of them; empty without any. */
    static String cure(Collection<OpenObject> open) {
        String lines = open.stream()
                .flatMap(object -> statement(object).stream())
                .distinct()
                .collect(Collectors.joining("\n"));
        return lines.isEmpty() ? "" : "Make room for the names:\n" + lines + "\n";
    }

    private static Optional<String> statement(OpenObject object) {
        Matcher matcher = STATEMENT.matcher(object.reason());
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
