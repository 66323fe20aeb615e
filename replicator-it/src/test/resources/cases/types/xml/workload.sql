SET xmloption = document;
UPDATE markup SET x = '<?xml version="1.0"?><!DOCTYPE b><b/>' WHERE id = 1;
UPDATE markup SET x = XMLPARSE(CONTENT '') WHERE id = 4;
UPDATE markup SET x = NULL WHERE id = 3;
DELETE FROM markup WHERE id BETWEEN 50 AND 60;
-- @catch-up
INSERT INTO markup VALUES (50, XMLPARSE(CONTENT 'a<b/>c'), NULL);
UPDATE markup SET id = -id WHERE id > 150;
