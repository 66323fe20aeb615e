INSERT INTO tag SELECT 't' || g FROM generate_series(1, 100) AS g;
INSERT INTO pair SELECT g, g / 2 FROM generate_series(1, 100) AS g;
