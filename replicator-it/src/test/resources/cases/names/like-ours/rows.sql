INSERT INTO position (r, replicator_k1, t) SELECT g, 1, 't' FROM generate_series(1, 50) AS g;
INSERT INTO name SELECT 1, 'p', 'g', 'v', g, g, g FROM generate_series(1, 50) AS g;
INSERT INTO split SELECT 'k', 1, g, 2, g FROM generate_series(1, 50) AS g;
INSERT INTO new_rows SELECT g, 'r' FROM generate_series(1, 50) AS g;
INSERT INTO old_rows SELECT 'r', g FROM generate_series(1, 50) AS g;
INSERT INTO seven SELECT 1, 2, 3, 4, 5, 6, g, 'v' FROM generate_series(1, 50) AS g;
INSERT INTO count SELECT 'v', g FROM generate_series(1, 50) AS g;
