UPDATE unkeyed SET b = 'moved' || a WHERE a < 50;
UPDATE unkeyed SET payload = 'q' WHERE a > 150;
-- @main
DELETE FROM unkeyed WHERE a = 60;
INSERT INTO unkeyed VALUES (60, 'b61x', NULL, 'again');
