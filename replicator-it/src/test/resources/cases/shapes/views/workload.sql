UPDATE adult SET name = name || '!' WHERE id < 100;
INSERT INTO adult VALUES (1000, 'new', 30);
DELETE FROM adult WHERE age > 50;
INSERT INTO by_name (id, name) VALUES (1001, 'through a trigger');
REFRESH MATERIALIZED VIEW oldest;
