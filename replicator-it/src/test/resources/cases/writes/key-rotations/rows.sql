INSERT INTO negative SELECT g, g FROM generate_series(1, 500) AS g;
INSERT INTO shifted SELECT g, g FROM generate_series(1, 500) AS g;
INSERT INTO rotated SELECT g, g FROM generate_series(0, 499) AS g;
