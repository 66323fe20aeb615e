INSERT INTO large VALUES (1, repeat('long é\', 2000000), NULL, NULL), (2, NULL, decode(repeat('00ff5c0a', 1000000), 'hex'), NULL);
INSERT INTO large SELECT g, repeat(md5(g::text), 3000), NULL, ARRAY[repeat('x', 3000)] FROM generate_series(10, 60) AS g;
