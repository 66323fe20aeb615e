-- A table changes places with a copy of itself, as tools for schema changes do: the new one is not captured.
CREATE TABLE t (id int PRIMARY KEY, v text);
