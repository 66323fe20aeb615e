-- A rule for UPDATE on the target stands in the way of every upsert: refused, with the statement that drops it.
CREATE TABLE thing (id int PRIMARY KEY, v text);
