-- Parents, children and tables of a type without a key.
-- @source
CREATE TABLE zone (name text);
CREATE TABLE area (size int) INHERITS (zone);
CREATE TABLE yard (gate text) INHERITS (area);
CREATE TABLE keyed (id int PRIMARY KEY) INHERITS (zone);
CREATE TABLE root (id int PRIMARY KEY, v text);
CREATE TABLE leaf (w text) INHERITS (root);
CREATE TYPE contact AS (name text, mail text);
CREATE TABLE contacts OF contact;
INSERT INTO zone VALUES ('z'), ('z');
INSERT INTO area VALUES ('a', 1), ('a', 1);
INSERT INTO yard VALUES ('y', 2, 'g'), ('y', 2, 'g');
INSERT INTO keyed VALUES ('k', 1);
INSERT INTO root VALUES (1, 'r');
INSERT INTO leaf VALUES (1, 'l', 'w'), (2, 'l', 'w');
INSERT INTO contacts VALUES ('a', 'b'), ('a', 'b');
-- @cure check source
ALTER TABLE "public"."contacts" NOT OF; ALTER TABLE "public"."contacts" ADD COLUMN replicator_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE;
ALTER TABLE "public"."leaf" ADD COLUMN replicator_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE;
ALTER TABLE "public"."zone" ADD COLUMN replicator_id bigserial UNIQUE;
ALTER TABLE "public"."area" ADD UNIQUE (replicator_id);
ALTER TABLE "public"."yard" ADD UNIQUE (replicator_id);
-- @cure check target
ALTER TABLE "public"."contacts" NOT OF; ALTER TABLE "public"."contacts" ADD COLUMN replicator_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE;
ALTER TABLE "public"."leaf" ADD COLUMN replicator_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE;
ALTER TABLE "public"."zone" ADD COLUMN replicator_id bigserial UNIQUE;
ALTER TABLE "public"."area" ADD UNIQUE (replicator_id);
ALTER TABLE "public"."yard" ADD UNIQUE (replicator_id);
-- @following
DELETE FROM ONLY zone WHERE ctid = (SELECT min(ctid) FROM ONLY zone);
UPDATE yard SET size = 3 WHERE ctid = (SELECT min(ctid) FROM yard);
INSERT INTO area VALUES ('n', 4);
INSERT INTO leaf VALUES (3, 'n');
INSERT INTO contacts VALUES ('c', 'd');
DELETE FROM contacts WHERE ctid = (SELECT min(ctid) FROM contacts);
-- @after
INSERT INTO zone VALUES ('t');
INSERT INTO area VALUES ('t', 5);
INSERT INTO yard VALUES ('t', 6, 'h');
INSERT INTO leaf VALUES (4, 't');
INSERT INTO contacts VALUES ('t', 't');
