INSERT INTO many (id, c2, c1599) SELECT g, g, g FROM generate_series(1, 100) AS g;
