MERGE INTO plain AS t USING (SELECT g AS id FROM generate_series(100, 300) AS g) AS s ON t.id = s.id
WHEN MATCHED AND t.id % 3 = 0 THEN DELETE
WHEN MATCHED AND t.id % 3 = 1 THEN UPDATE SET id = t.id + 10000, v = 'moved'
WHEN MATCHED THEN UPDATE SET v = 'merged'
WHEN NOT MATCHED AND s.id % 2 = 0 THEN INSERT VALUES (s.id, 'new', 0)
WHEN NOT MATCHED THEN DO NOTHING;
-- @main
MERGE INTO split AS t USING (SELECT g AS id FROM generate_series(100, 300) AS g) AS s ON t.id = s.id
WHEN MATCHED AND t.id % 3 = 0 THEN DELETE
WHEN MATCHED THEN UPDATE SET part = 1 - part, v = 'merged'
WHEN NOT MATCHED THEN INSERT VALUES (s.id, s.id % 2, 'new');
