INSERT INTO a_b.c SELECT g, 'a_b.c' FROM generate_series(1, 100) AS g;
INSERT INTO a.b_c SELECT g, 'a.b_c' FROM generate_series(1, 100) AS g;
INSERT INTO "a.b".c SELECT g, '"a.b".c' FROM generate_series(1, 100) AS g;
INSERT INTO a."b.c" SELECT g, 'a."b.c"' FROM generate_series(1, 100) AS g;
INSERT INTO "A".c SELECT g, '"A".c' FROM generate_series(1, 100) AS g;
INSERT INTO a.c SELECT g, 'a.c' FROM generate_series(1, 100) AS g;
INSERT INTO a."C" SELECT g, 'a."C"' FROM generate_series(1, 100) AS g;
INSERT INTO a."c " SELECT g, 'a."c "' FROM generate_series(1, 100) AS g;
