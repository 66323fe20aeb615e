INSERT INTO place SELECT g, g FROM generate_series(1, 400) AS g;
INSERT INTO seat SELECT g, g FROM generate_series(1, 400) AS g;
INSERT INTO guest SELECT g, g FROM generate_series(1, 400) AS g;
