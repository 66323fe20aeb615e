INSERT INTO parent SELECT g, 'v' FROM generate_series(1, 100) AS g;
INSERT INTO child SELECT g, 'v' FROM generate_series(50, 150) AS g;
