DO $$BEGIN
    ALTER TABLE child INHERIT parent;
    RAISE 'it has a parent';
EXCEPTION WHEN feature_not_supported OR object_not_in_prerequisite_state THEN
    UPDATE child SET v = 'w' WHERE id < 60;
END$$;
-- @main
CREATE TABLE root (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);
DO $$BEGIN
    ALTER TABLE root ATTACH PARTITION child FOR VALUES FROM (0) TO (1000);
    RAISE 'it is a partition';
EXCEPTION WHEN feature_not_supported OR object_not_in_prerequisite_state THEN
    UPDATE child SET id = -id WHERE id > 140;
END$$;
-- @main
DROP TABLE root;
-- its own child is another table
CREATE TABLE grandchild () INHERITS (child);
INSERT INTO grandchild VALUES (55, 'not replicated');
UPDATE child SET v = 'x' WHERE id < 70;
DELETE FROM child WHERE id < 52;
DROP TABLE grandchild;
