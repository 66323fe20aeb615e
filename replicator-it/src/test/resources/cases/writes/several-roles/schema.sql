-- Writers of several roles, one of whom may write by a function alone.
CREATE SCHEMA inside;
CREATE TABLE inside.t (id int PRIMARY KEY, v text);
CREATE TABLE inside.split (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);
CREATE TABLE inside.split_1 PARTITION OF inside.split FOR VALUES FROM (0) TO (1000);
CREATE FUNCTION inside.add(id int) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = inside AS
    'INSERT INTO t VALUES (id, current_user); INSERT INTO split VALUES (id, ''by function'')';
