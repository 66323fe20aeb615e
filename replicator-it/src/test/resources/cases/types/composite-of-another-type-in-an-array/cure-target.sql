DROP TABLE "public"."t"; DROP TYPE "public"."pair";
CREATE TYPE pair AS (a int, b numeric(8,3));
CREATE TABLE t (id int PRIMARY KEY, p pair[]);
