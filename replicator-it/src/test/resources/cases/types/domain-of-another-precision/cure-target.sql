DROP TABLE "public"."t"; DROP TYPE "public"."money";
CREATE DOMAIN money AS numeric(12,4);
CREATE TABLE t (id int PRIMARY KEY, v money);
