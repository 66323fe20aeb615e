DROP TABLE "public"."t"; DROP TYPE "public"."moment";
CREATE DOMAIN moment AS timestamp(6);
CREATE TABLE t (id int PRIMARY KEY, v moment[]);
