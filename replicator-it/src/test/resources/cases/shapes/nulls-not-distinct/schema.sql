-- A single null is allowed, and moves from row to row.
CREATE TABLE lamp (id int PRIMARY KEY, socket int, UNIQUE NULLS NOT DISTINCT (socket));
