INSERT INTO single VALUES (1, 'one');
INSERT INTO emptied VALUES (1);
INSERT INTO emptied_by_truncate VALUES (1);
