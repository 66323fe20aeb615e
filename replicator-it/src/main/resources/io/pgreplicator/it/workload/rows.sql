-- The rows that are there before the writers come. Run on the source alone.
INSERT INTO workload.accounts (owner, balance)
SELECT 'owner ' || i, i FROM generate_series(1, 1000) AS i;
INSERT INTO workload.order_lines
SELECT o, l, o % 50, CASE WHEN l = 1 THEN 'first of ' || o END
  FROM generate_series(1, 300) AS o, generate_series(1, 4) AS l;
INSERT INTO workload.labels
SELECT chr(33 + i % 90) || ' label ' || i, NULLIF(i % 7, 0)::text FROM generate_series(1, 500) AS i;
INSERT INTO workload.devices
SELECT md5(i::text)::uuid, 'serial ' || i FROM generate_series(0, 500) AS i;
INSERT INTO workload.ranks SELECT i, i, 'rank ' || i FROM generate_series(0, 999) AS i;
INSERT INTO workload.parents SELECT i, 'parent ' || i FROM generate_series(0, 300) AS i;
INSERT INTO workload.children (parent_id, toy) SELECT i % 301, 'toy ' || i FROM generate_series(1, 900) AS i;
INSERT INTO workload.nodes SELECT i, NULLIF(i / 3, 0), 'node ' || i FROM generate_series(1, 500) AS i;
INSERT INTO workload.documents (id, body, data, tags, moment)
SELECT i, repeat(md5(i::text), i % 200), jsonb_build_object('n', i), ARRAY[i::text, NULL, ''],
       timestamptz '2001-02-03 04:05:06.000007+00' + i * interval '1 day'
  FROM generate_series(0, 300) AS i;
INSERT INTO workload."Odd ""Table""" SELECT i, 'selected ' || i, '%s $1', E'\\N\\.' FROM generate_series(0, 200) AS i;
INSERT INTO workload.events SELECT i, i % 250, 'event ' || i FROM generate_series(0, 900) AS i;
INSERT INTO workload.shapes SELECT i, i, i * 0.5 FROM generate_series(0, 200) AS i;
INSERT INTO workload.scratch SELECT i, 'scratch ' || i FROM generate_series(0, 50) AS i;
