INSERT INTO secret SELECT g, 'v' FROM generate_series(1, 100) AS g;
INSERT INTO shown SELECT g, 'v' FROM generate_series(1, 100) AS g;
