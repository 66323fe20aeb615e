-- No primary key: the narrowest unique index over NOT NULL columns is the key.
CREATE TABLE unkeyed (a int NOT NULL, b text NOT NULL, c int, payload text);
CREATE UNIQUE INDEX wide ON unkeyed (a, b);
CREATE UNIQUE INDEX nullable ON unkeyed (c);
CREATE UNIQUE INDEX covering ON unkeyed (b) INCLUDE (payload);
