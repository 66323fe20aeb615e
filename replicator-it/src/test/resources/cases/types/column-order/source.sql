CREATE TABLE moved (gone1 text, a int, b text, gone2 int DEFAULT 5, c numeric, d date NOT NULL, PRIMARY KEY (a, d));
INSERT INTO moved SELECT 'x', g, 'b' || g, g, g, '2020-01-01' FROM generate_series(1, 100) AS g;
ALTER TABLE moved DROP gone1, DROP gone2, ADD e text DEFAULT 'e', ADD f int;
CREATE TABLE dropped (id int PRIMARY KEY, a int, b text);
INSERT INTO dropped SELECT g, g, g FROM generate_series(1, 100) AS g;
ALTER TABLE dropped DROP a;
ALTER TABLE dropped ADD a text;
