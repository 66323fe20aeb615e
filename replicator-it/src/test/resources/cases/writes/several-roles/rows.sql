INSERT INTO inside.t SELECT g, 'v' FROM generate_series(1, 50) AS g;
INSERT INTO inside.split SELECT g, 'v' FROM generate_series(1, 50) AS g;
