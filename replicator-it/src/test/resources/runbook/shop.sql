-- The database that the runbook moves; made by its owner. One table has no key, as in many a real one.
CREATE TABLE customer (id bigserial PRIMARY KEY, mail text NOT NULL UNIQUE, orders int NOT NULL DEFAULT 0, changed_at timestamptz);
CREATE TABLE orders (id bigserial PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer, total numeric(10, 2) NOT NULL,
    placed_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX orders_customer ON orders (customer_id);
CREATE TABLE page_view (path text NOT NULL, seen_at timestamptz NOT NULL DEFAULT now());
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.changed_at := clock_timestamp(); RETURN NEW; END';
CREATE TRIGGER touched BEFORE UPDATE ON customer FOR EACH ROW EXECUTE FUNCTION touch();
CREATE MATERIALIZED VIEW daily_sales AS SELECT placed_at::date AS day, sum(total) AS total FROM orders GROUP BY 1;
CREATE UNIQUE INDEX daily_sales_day ON daily_sales (day);
INSERT INTO customer (mail) SELECT 'customer' || g || '@example.com' FROM generate_series(1, 500) AS g;
INSERT INTO orders (customer_id, total) SELECT 1 + g % 500, g % 90 FROM generate_series(1, 20000) AS g;
INSERT INTO page_view (path) SELECT '/item/' || g FROM generate_series(1, 3000) AS g;
REFRESH MATERIALIZED VIEW daily_sales;
