-- Fills the demonstration's source, the same on every run: some 330,000 rows.
-- Parameters: none. Tables: every table of schema shop.
SELECT setseed(0.42);

INSERT INTO shop.customer (email, name, profile, tags, credit, born, joined_at)
SELECT 'customer' || i || '@example.com',
       (ARRAY['Ann', 'O''Brien', E'tab\there', E'two\nlines', E'back\\slash', E'\\N', E'\\.', 'Zoë 😀', '', ' spaces ',
              '"quoted"', '{curly}', 'NULL', 'comma, semicolon;'])[1 + i % 14],
       jsonb_build_object('visits', i % 97, 'city', 'City ' || i % 500, 'quote', E'"\\', 'nested', jsonb_build_array(i, NULL, true)),
       CASE i % 4 WHEN 0 THEN '{}' WHEN 1 THEN ARRAY['new'] WHEN 2 THEN ARRAY['a,b', 'c"d', NULL] ELSE ARRAY['', 'NULL', '😀'] END,
       round((random() * 1000)::numeric, 2),
       CASE WHEN i % 5 > 0 THEN date '1950-01-01' + i % 20000 END,
       CASE WHEN i % 1000 = 0 THEN 'infinity' ELSE timestamptz '2020-01-01 00:00+00' + i * interval '77.123456 minutes' END
FROM generate_series(1, 30000) AS i;

INSERT INTO shop.product (sku, name, price, sizes, picture)
SELECT 'SKU-' || i || CASE WHEN i % 10 = 0 THEN '/ü' ELSE '' END,
       'Product ' || i,
       CASE WHEN i % 500 = 0 THEN 0.000000000000000000001 ELSE round((random() * 500)::numeric, 2) END,
       ARRAY[random(), -0.0, 1e300, 'NaN', 'Infinity'],
       decode(repeat(md5(i::text), 16), 'hex')
FROM generate_series(1, 2000) AS i;

INSERT INTO shop."order" (customer_id, state, note, placed_at)
SELECT 1 + (random() * 29999)::integer,
       (enum_range(NULL::shop.order_state))[1 + i % 5],
       CASE WHEN i % 3 = 0 THEN repeat('A note that somebody wrote. ', 1 + i % 8) END,
       timestamptz '2026-01-01 00:00+00' + i * interval '2 minutes'
FROM generate_series(1, 50000) AS i;

INSERT INTO shop."Order Line" (order_id, "Line No", sku, quantity, price)
SELECT i, n, p.sku, 1 + (i + n) % 5, round((random() * 100)::numeric, 2)
FROM generate_series(1, 50000) AS i
CROSS JOIN LATERAL generate_series(1, 1 + i % 4) AS n
JOIN (SELECT sku, row_number() OVER (ORDER BY sku) AS number FROM shop.product) AS p ON p.number = 1 + (i * 7 + n) % 2000;

INSERT INTO shop.seat (hall, "row", place, holder)
SELECT hall, r, p, CASE WHEN (r + p) % 3 = 0 THEN 'holder ' || r * p END
FROM unnest(ARRAY['Großer Saal', 'it''s small', E'back\\stage']) AS hall, generate_series(1, 40) AS r, generate_series(1, 50) AS p;

INSERT INTO shop.event (happened_at, kind, detail, took)
SELECT timestamptz '2026-01-01 00:00+00' + i * interval '2.5 minutes',
       (ARRAY['login', 'search', 'view', 'buy'])[1 + i % 4],
       CASE WHEN i % 6 > 0 THEN jsonb_build_object('n', i, 'agent', repeat('Mozilla/5.0 ', 1 + i % 6), 'x', random()) END,
       CASE WHEN i % 2 = 0 THEN i * interval '1.5 seconds' - interval '1 month' END
FROM generate_series(1, 110000) AS i;

UPDATE shop."order" SET state = 'sent' WHERE id % 12 = 0;
