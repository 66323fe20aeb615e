BEGIN;
UPDATE lamp SET socket = 1000 WHERE id = 1;
UPDATE lamp SET socket = NULL WHERE id = 50;
UPDATE lamp SET socket = 50 WHERE id = 1;
COMMIT;
-- @catch-up
-- @main
DELETE FROM lamp WHERE id = 50;
INSERT INTO lamp VALUES (40000, NULL);
