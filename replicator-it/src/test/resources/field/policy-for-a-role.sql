-- Row security with a policy for a role that only the source has.
-- @source-super
DO $$BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'made_by_test_reader') THEN CREATE ROLE made_by_test_reader; END IF; END$$;
-- @source
CREATE TABLE docs (id serial PRIMARY KEY, owner_name text, body text);
ALTER TABLE docs ENABLE ROW LEVEL SECURITY;
CREATE POLICY reporter_reads ON docs FOR SELECT TO made_by_test_reader USING (owner_name = current_user);
CREATE POLICY own ON docs USING (owner_name = current_user);
INSERT INTO docs (owner_name, body) SELECT 'heroku_app', 'b' || i FROM generate_series(1, 10) AS i;
-- @cure schema target
CREATE ROLE "made_by_test_reader";
-- @following
UPDATE docs SET body = 'n' WHERE id = 1;
DELETE FROM docs WHERE id = 2;
