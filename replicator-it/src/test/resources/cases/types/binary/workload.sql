UPDATE binaries SET b = b || b, vb = vb || B'1' WHERE id % 7 = 0;
UPDATE binaries SET b = NULL WHERE id = 0;
UPDATE binaries SET b = '' WHERE id = -1;
DELETE FROM binaries WHERE id BETWEEN 20 AND 40;
-- @catch-up
INSERT INTO binaries (id, b) VALUES (20, '\x00'), (21, '\\000'), (22, E'\\\\x00');
UPDATE binaries SET id = id + 1000, u = NULL WHERE id > 280;
