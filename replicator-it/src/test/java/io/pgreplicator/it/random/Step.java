package io.pgreplicator.it.random;

import java.util.List;

/** One line of a history, made of small numbers so that it shrinks; which table a number means depends on the schema. */
sealed interface Step {

    /** The line of the script. */
    String line(List<TableShape> tables);

    /** A statement of a client that writes. */
    record Write(int client, Verb verb, int table, int row, int other) implements Step {
        @Override
        public String line(List<TableShape> tables) {
            return "client " + client + ": " + verb.sql(tables.get(table % tables.size()), row, other);
        }
    }

    /** A statement of a client that begins, ends or divides a transaction, or changes its session. */
    record Say(int client, String sql) implements Step {
        @Override
        public String line(List<TableShape> tables) {
            return "client " + client + ": " + sql;
        }
    }

    /** Something that happens to the replicator, a server's connections, or time. */
    record Event(String what) implements Step {
        @Override
        public String line(List<TableShape> tables) {
            return what;
        }
    }
}
