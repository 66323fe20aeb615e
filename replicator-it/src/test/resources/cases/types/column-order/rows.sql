INSERT INTO moved (a, d) SELECT g, '2021-01-01' FROM generate_series(1, 300) AS g;
