INSERT INTO person SELECT g, 'p' || g, g % 60 FROM generate_series(1, 200) AS g;
