ALTER TABLE child INHERIT parent;
TRUNCATE parent, child;
