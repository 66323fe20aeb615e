ALTER TABLE child INHERIT parent;
UPDATE parent SET v = 'through the parent' WHERE id > 80;
