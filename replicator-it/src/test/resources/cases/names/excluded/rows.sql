INSERT INTO kept SELECT g, g FROM generate_series(1, 100) AS g;
INSERT INTO tmp1 VALUES (1);
INSERT INTO logs.without_key VALUES ('x');
INSERT INTO "A"."B.C" VALUES (1);
