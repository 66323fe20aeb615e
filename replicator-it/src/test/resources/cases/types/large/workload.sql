UPDATE large SET t = t || 'more' WHERE id = 1;
UPDATE large SET b = b || '\x00' WHERE id = 2;
INSERT INTO large VALUES (3, (SELECT string_agg(md5(g::text), '') FROM generate_series(1, 600000) AS g), NULL, NULL);
UPDATE large SET a = NULL WHERE id BETWEEN 10 AND 20;
-- @catch-up
UPDATE large SET id = id + 100 WHERE id < 5;
DELETE FROM large WHERE id BETWEEN 30 AND 40;
