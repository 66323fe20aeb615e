INSERT INTO grandparent SELECT g, 0 FROM generate_series(1, 40) AS g;
INSERT INTO parent SELECT g, 1 + g % 40 FROM generate_series(1, 120) AS g;
INSERT INTO child SELECT g, 1 + g % 120, 1 + g % 77, 1 + g % 33 FROM generate_series(1, 600) AS g;
