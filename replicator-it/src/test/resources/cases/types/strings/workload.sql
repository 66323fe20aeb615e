UPDATE strings SET t = NULL, v = '', a = NULL WHERE id = 1;
UPDATE strings SET t = '', v = NULL, c = 'x', q = E'\x01' WHERE id = 2;
UPDATE strings SET t = t || E'\\', v0 = E'\r\n' WHERE id > 2;
UPDATE one_column SET t = t || t WHERE t IN ('\.', E'\n', '\N');
DELETE FROM one_column WHERE t IN ('', 't');
INSERT INTO one_column VALUES ('');
-- @catch-up
DELETE FROM one_column;
INSERT INTO one_column VALUES ('\.'), (E'\n\n'), (E'\\.\n\\.'), ('f');
UPDATE strings SET id = -id;
UPDATE only_text SET t = t || E'\t' WHERE id % 3 = 0;
DELETE FROM only_text WHERE id % 5 = 0;
