package io.pgreplicator.jdbc;

import io.pgreplicator.connection.ConnectionSettings;

/**
 * What messages call one of the two databases: {@code source shop on db.example.com:5432}. In the way back the same database bears
 * the other side's word, so the word alone would not tell which one is meant. Immutable.
 *
 * @param side what it is in this piece of work
 * @param place its name and its server's
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
