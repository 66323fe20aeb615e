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
import java.util.stream.Collectors;

/** What has the name of an index or a constraint that is to be built again, as the reason of the open object says it. Stateless, thread-safe. */
final class NameHolder {
    /** What a statement follows. Nothing before it can hold it, though names and messages are anybody's choice. */
    private static final String ROOM = "; to make room: ";

    private NameHolder() {}

    /**
     * Why the object is not back: the server's reason; when something has its name also what that is, and the statement that makes room.
     */
    static String reason(Session target, Deferred object, DatabaseException failure) {
        String told = failure.reason() + (failure.sqlState() == null ? "" : " [" + failure.sqlState() + "]");
        return find(target, object, failure)
                .map(holder -> plain(told + "; the name is that of the " + holder.what) + ROOM + holder.statement)
                .orElse(plain(told));
    }

    /** What has the name, and where and how it makes room. */
    private record Holder(String what, String statement) {}

    private static Optional<Holder> find(Session target, Deferred object, DatabaseException failure) {
        if (!SqlStates.isNameTaken(failure.sqlState())) {
            return Optional.empty();
        }
        target.doing("asking what has the name " + object.name());
        QualifiedName table = object.table();
        return SqlStates.isRelationNameTaken(failure.sqlState())
                ? target.queryFirst(file("name_holder.sql"), NameHolder::holder, table.schema(), object.name())
                : target.queryFirst(
                        file("constraint_holder.sql"), NameHolder::holder, table.schema(), table.name(), object.name());
    }

    private static Holder holder(ResultSet row) throws SQLException {
        return new Holder(row.getString(1), Side.TARGET.place(row.getBoolean(3)) + row.getString(2));
    }

    /** The text without what a statement would follow. */
    private static String plain(String text) {
        return text.replace(ROOM, "?");
    }

    private static String file(String name) {
        return SqlFile.of(NameHolder.class, name).text();
    }

    /** Whether that is why it is not back. */
    static boolean isInTheWay(Deferred object) {
        return object.problem() != null && object.problem().contains(ROOM);
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
        int room = object.reason().indexOf(ROOM);
        return room < 0 ? Optional.empty() : Optional.of(object.reason().substring(room + ROOM.length()));
    }
}
