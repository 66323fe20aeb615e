-- What a writer does, one operation at a time. '--- name weight' starts an operation; its statements run in order.
-- Parameters, new in every operation: :key and :other are whole numbers from 0 to 999, :real a number from 0 to 1,
-- :text any text that PostgreSQL can store, often odd.

--- account_open 10
INSERT INTO workload.accounts (owner, balance, touched) VALUES (:text, :key, clock_timestamp());

--- account_transfer 20
UPDATE workload.accounts SET balance = balance + :key - 500, touched = clock_timestamp()
 WHERE id IN (SELECT id FROM workload.accounts
               WHERE id >= :real * (SELECT max(id) FROM workload.accounts) ORDER BY id LIMIT 2);

--- account_close 6
DELETE FROM workload.accounts
 WHERE id = (SELECT id FROM workload.accounts
              WHERE id >= :real * (SELECT max(id) FROM workload.accounts) ORDER BY id LIMIT 1);

--- account_new_key 3
UPDATE workload.accounts SET id = DEFAULT
 WHERE id = (SELECT id FROM workload.accounts
              WHERE id >= :real * (SELECT max(id) FROM workload.accounts) ORDER BY id LIMIT 1);

--- account_overriding 2
DELETE FROM workload.accounts WHERE id = :key;
INSERT INTO workload.accounts (id, owner) OVERRIDING SYSTEM VALUE VALUES (:key, :text);

--- account_touch_many 1
UPDATE workload.accounts SET touched = clock_timestamp() WHERE id % 20 = :key % 20;

--- order_add 10
INSERT INTO workload.order_lines VALUES (:key, :other % 9, :other, NULLIF(:text, '')) ON CONFLICT DO NOTHING;

--- order_bulk 1
INSERT INTO workload.order_lines
SELECT :key + i, 7, i, :text FROM generate_series(1, 200) AS i ON CONFLICT DO NOTHING;

--- order_change 10
UPDATE workload.order_lines SET quantity = :other, note = :text WHERE order_id = :key;

--- order_cancel 4
DELETE FROM workload.order_lines WHERE order_id = :key;

--- order_renumber 4
UPDATE workload.order_lines SET line_no = line_no + 100 WHERE order_id = :key AND line_no < 1000;

--- order_take_over 2
WITH gone AS (DELETE FROM workload.order_lines WHERE order_id = :key RETURNING *)
INSERT INTO workload.order_lines SELECT order_id + 1000, line_no, quantity, note FROM gone ON CONFLICT DO NOTHING;

--- order_purge 1
DELETE FROM workload.order_lines WHERE order_id BETWEEN 1000 AND 1000 + :key OR line_no = 7 AND order_id % 3 = 0;

--- label_put 8
INSERT INTO workload.labels VALUES (:text, :key::text)
ON CONFLICT (code) DO UPDATE SET value = excluded.value;

--- label_rename 4
UPDATE workload.labels SET code = code || :text
 WHERE code = (SELECT min(code) FROM workload.labels WHERE code > :text) AND length(code) < 200;

--- label_drop 4
DELETE FROM workload.labels WHERE code = :text;

--- device_seen 10
INSERT INTO workload.devices VALUES (md5(:key::text)::uuid, :text)
ON CONFLICT (id) DO UPDATE SET seen = devices.seen + 1;

--- device_replaced 3
DELETE FROM workload.devices WHERE id = md5(:key::text)::uuid;
INSERT INTO workload.devices VALUES (md5(:key::text)::uuid, :text);

--- device_new_key 2
UPDATE workload.devices SET id = md5(:other::text)::uuid WHERE id = md5(:key::text)::uuid;

--- rank_swap 8
UPDATE workload.ranks SET place = NULL WHERE id = :key;
UPDATE workload.ranks SET place = :key WHERE id = :other AND place = :other;
UPDATE workload.ranks SET place = :other WHERE id = :key AND NOT EXISTS (SELECT FROM workload.ranks WHERE place = :other);

--- rank_rotate 2
UPDATE workload.ranks SET place = -1 - place WHERE place BETWEEN :key AND :key + 5;
UPDATE workload.ranks SET place = CASE WHEN -1 - place = :key THEN :key + 5 ELSE -2 - place END
 WHERE place < 0 AND -1 - place BETWEEN :key AND :key + 5
   AND 6 = (SELECT count(*) FROM workload.ranks WHERE place < 0 AND -1 - place BETWEEN :key AND :key + 5);
UPDATE workload.ranks SET place = -1 - place WHERE place < 0 AND -1 - place BETWEEN :key AND :key + 5;

--- rank_free 1
DELETE FROM workload.ranks WHERE id = :key;

--- rank_join 2
INSERT INTO workload.ranks VALUES (:key, 1000 + :key, :text) ON CONFLICT DO NOTHING;

--- parent_put 5
INSERT INTO workload.parents VALUES (:key, :text) ON CONFLICT (id) DO UPDATE SET name = excluded.name;

--- parent_drop 3
DELETE FROM workload.parents WHERE id = :key;

--- parent_new_key 2
UPDATE workload.parents SET id = :other WHERE id = :key;

--- child_add 10
INSERT INTO workload.children (parent_id, toy)
SELECT id, :text FROM workload.parents WHERE id >= :key ORDER BY id LIMIT 1;

--- child_moves 4
UPDATE workload.children SET parent_id = (SELECT min(id) FROM workload.parents WHERE id >= :other)
 WHERE parent_id = :key AND EXISTS (SELECT FROM workload.parents WHERE id >= :other);

--- family_add 3
INSERT INTO workload.parents VALUES (:key, :text) ON CONFLICT DO NOTHING;
INSERT INTO workload.children (parent_id, toy) SELECT :key, 'toy ' || i FROM generate_series(1, 3) AS i;

--- node_put 5
INSERT INTO workload.nodes VALUES (:key, (SELECT max(id) FROM workload.nodes WHERE id < :other), :text)
ON CONFLICT (id) DO UPDATE SET parent = excluded.parent, name = excluded.name;

--- node_drop 3
DELETE FROM workload.nodes WHERE id = :key;

--- document_put 6
INSERT INTO workload.documents VALUES (
  :key,
  (SELECT string_agg(md5(i::text || :text), '') FROM generate_series(1, :other) AS i),
  convert_to(:text, 'UTF8') || '\x00ff5c'::bytea,
  jsonb_build_object('text', :text::text, 'list', jsonb_build_array(:key, NULL, :real)),
  ('{"b": 1,  "a" :' || to_json(:text::text) || ', "b": 2}')::json,
  ARRAY[:text, NULL, 'NULL', '', '{"}'],
  ARRAY[[:key, NULL], [:other, 0]],
  (ARRAY['happy', 'so ''so''', 'sad', NULL]::workload.mood[])[1 + :key % 4],
  ARRAY['so ''so''', 'sad']::workload.mood[],
  left(:text, 20),
  ROW(:text, :real),
  left(:text, 8),
  CASE :key % 10 WHEN 0 THEN 'NaN' WHEN 1 THEN 1e-30 WHEN 2 THEN 12345678901234567890.1234567890 ELSE :real::numeric END,
  CASE :key % 10 WHEN 0 THEN 'NaN' WHEN 1 THEN '-Infinity' WHEN 2 THEN '-0' ELSE :real / 3 END,
  :real / 7,
  (ARRAY[true, false, NULL])[1 + :key % 3],
  (:key::bit(10))::bit varying,
  CASE WHEN :key < 10 THEN 'empty'::int4range ELSE int4range(:key, :key + 10, '[]') END,
  :key * interval '1 month 3 days 0.000001 seconds',
  CASE :key % 20 WHEN 0 THEN 'infinity' WHEN 1 THEN '0044-03-15 00:00:00+00 BC'
                 ELSE '1999-12-31 23:59:59.999999+00'::timestamptz + :other * interval '1 hour' END,
  '2024-02-29 12:00:00.000001'::timestamp + :key * interval '1 minute',
  '-infinity',
  '10.1.2.3/16'::inet + :key,
  to_tsvector('simple', :text)
) ON CONFLICT (id) DO UPDATE SET
  body = CASE WHEN :other % 3 = 0 THEN excluded.body ELSE documents.body END,
  raw = excluded.raw, data = excluded.data, exact = excluded.exact, tags = excluded.tags, grid = excluded.grid,
  mood = excluded.mood, short = excluded.short, pair = excluded.pair, fixed = excluded.fixed,
  amount = excluded.amount, ratio = excluded.ratio, bits = excluded.bits, span = excluded.span,
  moment = excluded.moment, words = excluded.words;

--- document_mood 5
UPDATE workload.documents SET mood = 'happy', data = data || jsonb_build_object('again', :key) WHERE id = :key;

--- document_clear 2
UPDATE workload.documents SET body = NULL, raw = '', tags = '{}', fixed = '' WHERE id = :key;

--- document_drop 2
DELETE FROM workload.documents WHERE id = :key;

--- odd_put 5
INSERT INTO workload."Odd ""Table""" VALUES (:key, :text, 'tab' || chr(9) || :text, '\N')
ON CONFLICT ("Key Id") DO UPDATE SET "select" = excluded."select", "per%cent $1" = NULL;

--- odd_drop 2
DELETE FROM workload."Odd ""Table""" WHERE "Key Id" = :key;

--- odd_new_key 2
UPDATE workload."Odd ""Table""" SET "Key Id" = -"Key Id" - 1 WHERE "Key Id" = :key;

--- event_put 8
INSERT INTO workload.events VALUES (:key, :other % 250, :text) ON CONFLICT DO NOTHING;

--- event_move 6
UPDATE workload.events SET bucket = (bucket + 70) % 300 WHERE id = :key;

--- event_change 4
UPDATE workload.events SET what = :text WHERE id = :key;

--- event_drop 3
DELETE FROM workload.events WHERE id = :key;

--- event_direct 2
DELETE FROM workload.events_low WHERE id = :key;
INSERT INTO workload.events_high VALUES (:key, 100 + :other % 100, :text) ON CONFLICT DO NOTHING;

--- shape_put 4
INSERT INTO workload.shapes (id, width, height) VALUES (:key, :real::numeric, :other)
ON CONFLICT (id) DO UPDATE SET width = excluded.width;

--- shape_drop 1
DELETE FROM workload.shapes WHERE id = :key;

--- counter_hit 8
INSERT INTO workload.counters VALUES ('counter ' || :key % 50, 1)
ON CONFLICT (name) DO UPDATE SET hits = counters.hits + 1;

--- ticket_sell 6
INSERT INTO workload.tickets (number, holder) VALUES (nextval('workload.ticket_numbers'), :text);

--- ticket_return 2
DELETE FROM workload.tickets WHERE id = (SELECT min(id) FROM workload.tickets);

--- scratch_put 5
INSERT INTO workload.scratch VALUES (:key, :text) ON CONFLICT (id) DO UPDATE SET value = excluded.value;

--- scratch_truncate 1
TRUNCATE workload.scratch;
