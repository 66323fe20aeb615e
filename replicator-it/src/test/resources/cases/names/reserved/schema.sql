CREATE SCHEMA "select";
CREATE TABLE "select"."table" ("user" int, "from" text, "order" int DEFAULT 1, "null" text, "primary" bool, CONSTRAINT "constraint" PRIMARY KEY ("user", "from"));
CREATE UNIQUE INDEX "index" ON "select"."table" ("order");
CREATE TABLE "select"."only" ("default" int PRIMARY KEY, "references" int, "in" text, FOREIGN KEY ("references", "in") REFERENCES "select"."table");
CREATE TYPE "select"."end" AS ENUM ('begin', 'end');
CREATE TABLE "select"."temporary" ("current_user" "select"."end" PRIMARY KEY, "case" "select"."end"[]);
