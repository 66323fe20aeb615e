INSERT INTO l SELECT g, 'v' FROM generate_series(1, 500) AS g;
INSERT INTO u SELECT g, 'v' FROM generate_series(1, 500) AS g;
