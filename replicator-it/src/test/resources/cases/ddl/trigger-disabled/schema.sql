-- A disabled capture trigger stops the run, and stays a reason to stop when it is enabled again: what was written
-- meanwhile was not captured.
CREATE TABLE t (id int PRIMARY KEY, v text);
