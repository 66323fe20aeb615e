BEGIN;
UPDATE price SET net = -1 WHERE id = 1;
UPDATE price SET net = 1 WHERE id = 2;
UPDATE price SET net = 2 WHERE id = 1;
COMMIT;
-- @catch-up
-- @main
DELETE FROM price WHERE id = 100;
INSERT INTO price (id, net) VALUES (3000, 100);
