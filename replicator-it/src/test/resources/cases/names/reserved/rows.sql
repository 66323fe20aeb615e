INSERT INTO "select"."table" SELECT g, 'f', g, 'null', true FROM generate_series(1, 200) AS g;
INSERT INTO "select"."only" SELECT g, g, 'f' FROM generate_series(1, 200) AS g;
INSERT INTO "select"."temporary" VALUES ('begin', '{end}');
