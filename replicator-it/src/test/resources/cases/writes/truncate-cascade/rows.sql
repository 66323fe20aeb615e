INSERT INTO parent SELECT generate_series(1, 100);
INSERT INTO child SELECT g, g FROM generate_series(1, 100) AS g;
INSERT INTO grandchild SELECT g, g FROM generate_series(1, 100) AS g;
INSERT INTO self SELECT g, g FROM generate_series(1, 100) AS g;
INSERT INTO aside SELECT g, g FROM generate_series(1, 100) AS g;
