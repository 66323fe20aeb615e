-- Two transactions begin in the same microsecond, and the log is looked at between their commits.
-- @first
SET race.clock = '2024-05-05 12:00:00.000001+00';
BEGIN;
INSERT INTO t VALUES (1, 'first');
-- @second
SET race.clock = '2024-05-05 12:00:00.000001+00';
INSERT INTO t VALUES (2, 'second');
-- @sync
-- @first
COMMIT;
-- @sync
