INSERT INTO loose SELECT g, 'v' FROM generate_series(1, 20) AS g;
