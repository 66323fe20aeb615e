TRUNCATE child, grandchild;
TRUNCATE self;
-- @main
INSERT INTO child VALUES (1, 1);
-- @catch-up
-- @main
BEGIN;
TRUNCATE parent CASCADE;
INSERT INTO parent VALUES (5);
INSERT INTO child VALUES (5, 5);
COMMIT;
-- @catch-up
-- @main
INSERT INTO grandchild VALUES (5, 5);
-- @main
TRUNCATE parent, child, grandchild, self;
