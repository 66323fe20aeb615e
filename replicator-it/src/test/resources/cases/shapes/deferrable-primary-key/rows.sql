INSERT INTO step SELECT g, 's' || g FROM generate_series(1, 300) AS g;
INSERT INTO late SELECT g, 'l' || g FROM generate_series(1, 300) AS g;
