-- The sequence starts again, on both sides.
CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v text);
CREATE TABLE s (id serial PRIMARY KEY, v text);
