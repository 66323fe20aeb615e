UPDATE negative SET id = -id;
-- @main
UPDATE shifted SET id = id + 1;
-- @main
UPDATE rotated SET id = (id + 250) % 500;
-- @catch-up
-- @main
UPDATE negative SET id = -id;
UPDATE shifted SET id = id - 1;
UPDATE rotated SET id = (id + 1) % 500;
