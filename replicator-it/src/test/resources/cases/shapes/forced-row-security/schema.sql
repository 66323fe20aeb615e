-- Row security that binds the owner too would hide rows from the replicator.
CREATE TABLE secret (id int PRIMARY KEY, v text);
ALTER TABLE secret ENABLE ROW LEVEL SECURITY;
CREATE POLICY shown ON secret USING (id < 10) WITH CHECK (true);
