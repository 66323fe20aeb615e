package io.pgreplicator.cli.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Random;

/** The shop's workload on its database: orders, changed orders, and the occasional oddity. Confined to one thread. */
final class ShopApplication {
    private static final int CUSTOMERS = 30_000;
    private static final int PRODUCTS = 2_000;
    private static final int ORDERS = 50_000;
    private static final int EVENTS = 110_000;

    private Connection connection;
    private final Random random;
    private final int number;
    private int counter;

    /** Takes over the connection; the caller commits and rolls back. */
    ShopApplication(Connection connection, int number) throws SQLException {
        this.number = number;
        this.random = new Random(number);
        this.connection = connection;
        connection.setAutoCommit(false);
    }

    /** Goes on with a connection to the other side. */
    void moveTo(Connection other) throws SQLException {
        other.setAutoCommit(false);
        connection = other;
    }

    /** Runs one transaction without committing it; returns the number of rows it changed. */
    int transaction() throws SQLException {
        int dice = random.nextInt(100);
        counter++;
        if (dice < 30) {
            return placeOrder();
        } else if (dice < 50) {
            return advanceOrder();
        } else if (dice < 60) {
            return cancelOrder();
        } else if (dice < 72) {
            return visit();
        } else if (dice < 80) {
            return comeAndGo();
        } else if (dice < 90) {
            return changeSeats();
        } else if (dice < 94) {
            return forgetEvents();
        } else if (dice < 98) {
            return correctEventTime();
        }
        return renameProduct();
    }

    private int placeOrder() throws SQLException {
        return update(
                        "INSERT INTO shop.\"order\" (customer_id, note) VALUES (?, nullif(?, ''))",
                        1L + random.nextInt(CUSTOMERS),
                        random.nextBoolean() ? "it's \"urgent\"\t\\N 😀" : "")
                + update(
                        "INSERT INTO shop.\"Order Line\" (order_id, \"Line No\", sku, quantity, price)"
                                + " SELECT lastval(), row_number() OVER (), sku, 1 + length(sku) % 5, price"
                                + " FROM (SELECT sku, least(price, 9999) AS price FROM shop.product OFFSET ? LIMIT 3) p",
                        random.nextInt(PRODUCTS - 3));
    }

    private int advanceOrder() throws SQLException {
        return update(
                "UPDATE shop.\"order\" SET state = (enum_range(NULL::shop.order_state))[1 + ?] WHERE id = ?",
                random.nextInt(5),
                anyOrder());
    }

    /** The order lines are deleted with it, by the foreign key. */
    private int cancelOrder() throws SQLException {
        return update("DELETE FROM shop.\"order\" WHERE id = ?", anyOrder());
    }

    private int visit() throws SQLException {
        return update(
                        "UPDATE shop.customer SET profile = jsonb_set(profile, '{visits}', to_jsonb(?)),"
                                + " tags = array_append(tags[1:3], ?), credit = credit - 0.01 WHERE id = ?",
                        counter,
                        "visit " + counter,
                        1L + random.nextInt(CUSTOMERS))
                + update(
                        "INSERT INTO shop.event (happened_at, kind, detail) SELECT now() + n * interval '1 ms', 'view', '[]'"
                                + " FROM generate_series(1, ?) n",
                        1 + random.nextInt(10));
    }

    /** A customer who signs up and may leave at once. */
    private int comeAndGo() throws SQLException {
        String email = "writer" + number + "-" + counter + "@example.com";
        int changed = update("INSERT INTO shop.customer (email, name) VALUES (?, ?)", email, "Writer's customer");
        return random.nextInt(3) > 0 ? changed : changed + update("DELETE FROM shop.customer WHERE email = ?", email);
    }

    /** Changes keys: a whole row of seats moves by one hall's length, forward or back. */
    private int changeSeats() throws SQLException {
        return update(
                "UPDATE shop.seat SET place = CASE WHEN place > 1000 THEN place - 1000 ELSE place + 1000 END, holder = ?"
                        + " WHERE hall = 'it''s small' AND \"row\" = ? AND place % 5 = ?",
                "writer " + number, 1 + random.nextInt(40), random.nextInt(5));
    }

    private int forgetEvents() throws SQLException {
        long from = 1L + random.nextInt(EVENTS);
        return update("DELETE FROM shop.event WHERE id BETWEEN ? AND ?", from, from + 4);
    }

    /** Occasionally moves a row to another partition. */
    private int correctEventTime() throws SQLException {
        return update(
                "UPDATE shop.event SET happened_at = happened_at + interval '45 days' WHERE id = ?",
                1L + random.nextInt(EVENTS));
    }

    /** The order lines follow, by the foreign key. */
    private int renameProduct() throws SQLException {
        return update(
                "UPDATE shop.product SET sku = sku || '''', price = price + 1 WHERE sku = ?",
                "SKU-" + (1 + random.nextInt(PRODUCTS)));
    }

    private int anyOrder() {
        return 1 + random.nextInt(ORDERS + counter);
    }

    private int update(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }
}
