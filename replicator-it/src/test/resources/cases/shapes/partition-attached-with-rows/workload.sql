-- @target
CREATE TABLE m_2 PARTITION OF m FOR VALUES FROM ('2024-02-01') TO ('2024-03-01');
-- @main
CREATE TABLE m_2 (v text, gone int, id int NOT NULL, day date NOT NULL);
ALTER TABLE m_2 DROP COLUMN gone;
INSERT INTO m_2 (day, id, v) SELECT '2024-02-02', g, 'attached' FROM generate_series(1, 300) AS g;
-- @main
ALTER TABLE m ATTACH PARTITION m_2 FOR VALUES FROM ('2024-02-01') TO ('2024-03-01');
-- @main
UPDATE m SET v = 'later' WHERE id = 7;
DELETE FROM m_2 WHERE id > 250;
