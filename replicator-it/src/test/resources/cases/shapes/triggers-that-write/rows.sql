INSERT INTO total (amount) VALUES (0);
INSERT INTO orders SELECT g, g % 20 FROM generate_series(1, 100) AS g;
