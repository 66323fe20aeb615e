package io.pgreplicator.sql;

import java.util.Collection;
import java.util.stream.Collectors;

/** Commands for a shell that take tables over, with SOURCE and TARGET for the addresses of the two databases. Stateless, thread-safe. */
public final class ClientCommand {
    private static final String PLAIN = "[a-z_][a-z0-9_]*\\.[a-z_][a-z0-9_]*";

    private ClientCommand() {}

    /** {@code pg_dump} with these tables and nothing else, whatever their names; it fails where one is not there. */
    public static String dump(Collection<QualifiedName> tables) {
        return "pg_dump --strict-names "
                + tables.stream()
                        .map(table -> "--table=" + (table.toString().matches(PLAIN) ? table : word(table.quoted())))
                        .collect(Collectors.joining(" "));
    }

    /** Copies the rows of a table that both sides have: also of an extension's, which {@code pg_dump} leaves out. */
    public static String copy(QualifiedName table) {
        return "psql SOURCE -c " + word("COPY " + table.quoted() + " TO STDOUT") + " | psql TARGET -c "
                + word("COPY " + table.quoted() + " FROM STDIN");
    }

    private static String word(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
