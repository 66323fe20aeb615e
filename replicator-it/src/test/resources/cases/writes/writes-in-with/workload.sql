WITH taken AS (DELETE FROM queue WHERE id <= 100 RETURNING *),
    kept AS (INSERT INTO done SELECT id, v || ' taken' FROM taken RETURNING id),
    marked AS (UPDATE queue SET v = 'marked' WHERE id BETWEEN 150 AND 160 RETURNING id),
    again AS (INSERT INTO queue SELECT id + 1000, 'again' FROM generate_series(1, 20) AS id RETURNING id)
INSERT INTO queue SELECT id + 5000, 'from marked' FROM marked;
-- @main
WITH gone AS (DELETE FROM done WHERE id < 20 RETURNING id), moved AS (UPDATE done SET id = id + 2000 WHERE id > 90 RETURNING id)
UPDATE queue SET v = 'seen' FROM gone WHERE queue.id = gone.id + 200;
