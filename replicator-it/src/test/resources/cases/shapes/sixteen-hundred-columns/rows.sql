INSERT INTO wide (id, c2, c1600) SELECT g, 'a', 'z' FROM generate_series(1, 20) AS g;
