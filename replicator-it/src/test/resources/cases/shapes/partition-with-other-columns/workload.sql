UPDATE event SET kind = 'b', id = id + 10000 WHERE kind = 'a' AND id < 50;
UPDATE event_b SET at = '2030-01-01 UTC' WHERE id < 80;
-- @main
DELETE FROM event_a WHERE id > 350;
INSERT INTO event_a (id, kind, at) VALUES (5001, 'a', '2031-01-01 UTC');
