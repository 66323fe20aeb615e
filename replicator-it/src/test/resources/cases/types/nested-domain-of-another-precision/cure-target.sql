DROP TABLE "public"."t"; DROP TYPE "public"."money", "public"."price", "public"."offer";
CREATE DOMAIN money AS numeric(12,4);
CREATE TYPE price AS (v money, currency text);
CREATE TYPE offer AS (p price[], note text);
CREATE TABLE t (id int PRIMARY KEY, o offer);
