-- Tables, and what they need, that come to the source while it is replicated: 'schema' adds them, and the run goes on with them.
-- @source
CREATE TABLE customer (id serial PRIMARY KEY, name text UNIQUE);
CREATE TABLE orders (id serial PRIMARY KEY, customer int REFERENCES customer, amount int CHECK (amount > 0));
CREATE INDEX ON orders (amount);
INSERT INTO customer (name) SELECT 'c' || i FROM generate_series(1, 20) AS i;
INSERT INTO orders (customer, amount) SELECT 1 + i % 20, i FROM generate_series(1, 100) AS i;
-- @following
UPDATE orders SET amount = amount + 1;
-- @later
CREATE TYPE state AS ENUM ('open', 'paid');
CREATE SCHEMA billing;
CREATE TABLE billing.invoice (id bigserial PRIMARY KEY, orders int REFERENCES orders ON DELETE CASCADE, state state, day date);
CREATE INDEX ON billing.invoice (state) WHERE state = 'open';
CREATE TABLE entry (day date, id int, invoice bigint REFERENCES billing.invoice, PRIMARY KEY (day, id)) PARTITION BY RANGE (day);
CREATE TABLE entry_1 PARTITION OF entry FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE VIEW billing.unpaid AS SELECT i.id, c.name FROM billing.invoice AS i JOIN orders AS o ON o.id = i.orders
    JOIN customer AS c ON c.id = o.customer WHERE i.state = 'open';
INSERT INTO billing.invoice (orders, state, day) SELECT id, 'open', '2026-01-05' FROM orders;
INSERT INTO entry SELECT day, id, id FROM billing.invoice WHERE orders > 20;
DELETE FROM orders WHERE id < 10;
