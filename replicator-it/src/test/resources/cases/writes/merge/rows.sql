INSERT INTO plain SELECT g, 'v', g FROM generate_series(1, 200) AS g;
INSERT INTO split SELECT g, g % 2, 'v' FROM generate_series(1, 200) AS g;
