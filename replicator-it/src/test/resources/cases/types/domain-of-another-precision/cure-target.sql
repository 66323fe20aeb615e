DROP TABLE "public"."t"; DROP TYPE "public"."amount";
CREATE DOMAIN amount AS numeric(12,4);
CREATE TABLE t (id int PRIMARY KEY, v amount);
