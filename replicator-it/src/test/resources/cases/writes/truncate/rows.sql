INSERT INTO alone SELECT g, 'v' FROM generate_series(1, 300) AS g;
INSERT INTO twice SELECT g, 'v' FROM generate_series(1, 300) AS g;
INSERT INTO one SELECT g, 'v' FROM generate_series(1, 300) AS g;
INSERT INTO two SELECT g, 'v' FROM generate_series(1, 300) AS g;
INSERT INTO mixed SELECT g, 'v' FROM generate_series(1, 300) AS g;
