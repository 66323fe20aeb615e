-- Row security with a policy for a role that only the source has.
-- @source
CREATE TABLE docs (id serial PRIMARY KEY, owner_name text, body text);
ALTER TABLE docs ENABLE ROW LEVEL SECURITY;
CREATE POLICY reporter_reads ON docs FOR SELECT TO heroku_reporter USING (owner_name = current_user);
CREATE POLICY own ON docs USING (owner_name = current_user);
INSERT INTO docs (owner_name, body) SELECT 'heroku_app', 'b' || i FROM generate_series(1, 10) AS i;
-- @following
UPDATE docs SET body = 'n' WHERE id = 1;
DELETE FROM docs WHERE id = 2;
