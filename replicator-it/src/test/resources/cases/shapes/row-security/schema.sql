-- Row security that hides every row from all but the owner hides none from the replicator.
CREATE TABLE secret (id int PRIMARY KEY, v text);
ALTER TABLE secret ENABLE ROW LEVEL SECURITY;
CREATE POLICY nobody ON secret AS RESTRICTIVE USING (false) WITH CHECK (false);
CREATE TABLE shown (id int PRIMARY KEY, v text);
ALTER TABLE shown ENABLE ROW LEVEL SECURITY;
CREATE POLICY shown ON shown USING (id % 2 = 0);
