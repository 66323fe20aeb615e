INSERT INTO sums (id, a) SELECT g, g FROM generate_series(1, 50) AS g;
