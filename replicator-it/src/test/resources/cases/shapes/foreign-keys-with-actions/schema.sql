-- What a foreign key's action changes arrives as any other change, and is not done a second time on the target.
CREATE TABLE grandparent (id int PRIMARY KEY, v int);
CREATE TABLE parent (
    id int PRIMARY KEY,
    grandparent_id int REFERENCES grandparent ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE child (
    id int PRIMARY KEY,
    cascaded int REFERENCES parent ON DELETE CASCADE ON UPDATE CASCADE,
    emptied int REFERENCES parent ON DELETE SET NULL ON UPDATE SET NULL,
    defaulted int DEFAULT 1 REFERENCES parent ON DELETE SET DEFAULT ON UPDATE SET DEFAULT
);
