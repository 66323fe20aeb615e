-- A column that only the target has gets its default; taking it away while following disturbs nothing.
CREATE TABLE t (id int PRIMARY KEY, v text);
