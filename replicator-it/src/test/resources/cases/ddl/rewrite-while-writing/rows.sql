INSERT INTO t SELECT g, 'v' FROM generate_series(1, 2000) AS g;
INSERT INTO other SELECT g, 'v' FROM generate_series(1, 2000) AS g;
INSERT INTO split SELECT g, 'v' FROM generate_series(1, 2000) AS g;
