package io.pgreplicator.jdbc;

import io.pgreplicator.connection.ConnectionSettings;

/**
 * The name of one of the two databases in messages: {@code source shop on db.example.com:5432}. When replication is
 * reversed, the same database is called by the other side's word, so the word alone would be ambiguous. Immutable.
 *
 * @param side its role in this piece of work
 * @param place name of the database and of its server
 */
record Label(Side side, String place) {
    static Label of(Side side, ConnectionSettings settings) {
        return new Label(side, settings.database() + " on " + settings.host() + ":" + settings.port());
    }

    @Override
    public String toString() {
        return side + " " + place;
    }
}
