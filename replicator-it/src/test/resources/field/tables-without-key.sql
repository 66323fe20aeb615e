-- Join tables as Rails and Prisma make them, a table of versions, settings under a name that may be null, a log.
-- @source
CREATE TABLE posts (id serial PRIMARY KEY, t text);
CREATE TABLE tags (id serial PRIMARY KEY, t text);
CREATE TABLE posts_tags (post_id int NOT NULL, tag_id int NOT NULL);
CREATE INDEX ON posts_tags (post_id);
CREATE TABLE "_PostToTag" ("A" int NOT NULL REFERENCES posts ON DELETE CASCADE, "B" int NOT NULL REFERENCES tags ON DELETE CASCADE);
CREATE UNIQUE INDEX "_PostToTag_AB_unique" ON "_PostToTag" ("A", "B");
CREATE TABLE schema_migrations (version varchar NOT NULL);
CREATE UNIQUE INDEX unique_schema_migrations ON schema_migrations (version);
CREATE TABLE settings (name text UNIQUE, value text);
CREATE TABLE flags (name text UNIQUE, value text);
CREATE TABLE audit (at timestamptz, what jsonb);
INSERT INTO posts (t) SELECT 'p' || i FROM generate_series(1, 50) AS i;
INSERT INTO tags (t) SELECT 't' || i FROM generate_series(1, 50) AS i;
INSERT INTO posts_tags SELECT i, i FROM generate_series(1, 50) AS i;
INSERT INTO posts_tags VALUES (1, 1);
INSERT INTO "_PostToTag" SELECT i, i FROM generate_series(1, 50) AS i;
INSERT INTO schema_migrations VALUES ('1'), ('2');
INSERT INTO settings VALUES ('a', 'b'), (NULL, 'n'), (NULL, 'n');
INSERT INTO flags VALUES ('on', 'off');
INSERT INTO audit SELECT now(), '{"a": 1}' FROM generate_series(1, 20);
-- @cure check source
ALTER TABLE "public"."audit" ADD COLUMN replicator_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE;
ALTER TABLE "public"."posts_tags" ADD COLUMN replicator_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE;
ALTER TABLE "public"."settings" ADD COLUMN replicator_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE;
ALTER TABLE "public"."flags" ALTER COLUMN name SET NOT NULL;
-- @cure check target
ALTER TABLE "public"."audit" ADD COLUMN replicator_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE;
ALTER TABLE "public"."posts_tags" ADD COLUMN replicator_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE;
ALTER TABLE "public"."settings" ADD COLUMN replicator_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE;
ALTER TABLE "public"."flags" ALTER COLUMN name SET NOT NULL;
-- @following
UPDATE "_PostToTag" SET "B" = 7 WHERE "A" = 3;
DELETE FROM posts WHERE id = 9;
INSERT INTO posts_tags (post_id, tag_id) VALUES (2, 5);
UPDATE settings SET value = 'z' WHERE name IS NULL;
DELETE FROM posts_tags WHERE post_id = 1 AND tag_id = 1;
INSERT INTO audit VALUES (now(), '{}');
-- @after
INSERT INTO posts_tags (post_id, tag_id) VALUES (8, 8);
INSERT INTO audit VALUES (now(), '{}');
INSERT INTO settings VALUES (NULL, 't');
INSERT INTO flags VALUES ('t', 't');
INSERT INTO "_PostToTag" VALUES (1, 9);
