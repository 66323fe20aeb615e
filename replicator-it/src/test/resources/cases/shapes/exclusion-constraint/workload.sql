UPDATE booking SET during = NULL WHERE id = 1;
UPDATE booking SET during = int4range(10, 20) WHERE id = 2;
UPDATE booking SET during = int4range(20, 30) WHERE id = 1;
-- @catch-up
-- @main
BEGIN;
DELETE FROM booking WHERE id = 3;
UPDATE booking SET during = int4range(30, 50) WHERE id = 4;
INSERT INTO booking VALUES (1000, int4range(1, 5));
COMMIT;
